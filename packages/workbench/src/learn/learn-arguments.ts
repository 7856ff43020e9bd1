/** What recorded arguments of one tool have in common, as conditions that refuse what never came. */
import { type Comparison, type Predicate, parsePathText, type ValueKind } from '@portcullis/engine'
import { isWholeName } from '../replay/known-argument.ts'
import type { Keyring, RecordedArgument, RecordedCall } from '../replay/recorded-call.ts'
import { roundUp } from './round-up.ts'

/** What was learned of a tool's arguments. */
export interface LearnedArguments {
  readonly denyIf: readonly Predicate[]
  /** What could not be learned, or not be written down: sentences without a full stop. */
  readonly notes: readonly string[]
}

/** So many different values are worth a word. */
const FEW = 5

/** @param headroom by what the largest value seen is multiplied */
export function learnArguments(calls: readonly RecordedCall[], keyring: Keyring, headroom: number): LearnedArguments {
  const names = [...new Set(calls.flatMap(({ args }) => [...args.keys()]))].sort()
  const learned = names.map((name) => learnArgument(name, calls, { keyring, headroom }))
  const unnamed = calls.some(({ otherArgs }) => otherArgs > 0)
  const note = 'some arguments are not in the tool’s schema, and were not recorded by name'
  return {
    denyIf: learned.flatMap(({ denyIf }) => denyIf),
    notes: [...learned.flatMap(({ notes }) => notes), ...(unnamed ? [note] : [])],
  }
}

interface Means {
  readonly keyring: Keyring
  readonly headroom: number
}

function learnArgument(name: string, calls: readonly RecordedCall[], means: Means): LearnedArguments {
  const path = pathOf(name)
  const why = path === undefined ? 'has a name that was not kept as it is' : whyNot(name, calls)
  if (path === undefined || why !== undefined)
    return { denyIf: [], notes: [`${name} ${why ?? ''}: nothing is asked of it`] }
  const found = argumentsOf(name, calls)
  const kinds = found.flatMap(({ argument: { kind } }) => (kind === undefined || kind.type === 'null' ? [] : [kind]))
  const [first] = kinds
  if (first === undefined) return { denyIf: [], notes: [] }
  if (first.type === 'boolean') return constantBoolean(path, found, means.keyring)
  const comparisons = first.type === 'number' ? numberBounds(path, kinds, means) : sizeBound(path, kinds, means)
  const [unit] = [first.type === 'number' ? 'value' : 'size']
  return {
    denyIf: comparisons.map((comparison) => ({
      conditions: [comparison],
      on_deny: `The ${unit} of ${name} is beyond what is usual.`,
    })),
    notes: variety(name, found),
  }
}

function pathOf(name: string): string | undefined {
  if (!isWholeName(name)) return undefined
  const plain = `args.${name}`
  const parsed = parsePathText(plain)
  if (parsed.ok && parsed.value.steps.length === 1 && parsed.value.steps[0] === name) return plain
  return `args[${JSON.stringify(name)}]`
}

/** Why nothing can be asked of an argument without refusing, perhaps, what was allowed. */
function whyNot(name: string, calls: readonly RecordedCall[]): string | undefined {
  if (calls.some(({ defaults }) => defaults.has(name) || defaults.has('*'))) {
    return 'is given a default where it is not sent'
  }
  if (calls.some(({ args, otherArgs }) => otherArgs > 0 && !args.has(name)))
    return 'may have come under another spelling'
  const kinds = argumentsOf(name, calls).map(({ argument: { kind } }) => kind)
  if (kinds.includes(undefined)) return 'was recorded without its kind'
  if (kinds.some((kind) => kind?.inexact)) return 'held numbers of more digits than can be compared'
  const types = new Set(kinds.flatMap((kind) => (kind === undefined || kind.type === 'null' ? [] : [kind.type])))
  return types.size > 1 ? `came as ${[...types].sort().join(' and ')}` : undefined
}

interface Found {
  readonly call: RecordedCall
  readonly argument: RecordedArgument
}

const argumentsOf = (name: string, calls: readonly RecordedCall[]): readonly Found[] =>
  calls.flatMap((call) => {
    const argument = call.args.get(name)
    return argument === undefined ? [] : [{ call, argument }]
  })

function constantBoolean(path: string, found: readonly Found[], keyring: Keyring): LearnedArguments {
  const present = found.filter(({ argument }) => argument.kind?.type === 'boolean')
  const name = path.slice('args.'.length)
  const always = [true, false].find((value) =>
    present.every(({ call, argument }) => argument.digest === keyring.digest(call, name, value)),
  )
  if (always === undefined) return { denyIf: [], notes: [] }
  const conditions: readonly Comparison[] = [{ path, op: 'eq', value: !always }]
  return { denyIf: [{ conditions, on_deny: `${name} has always been ${always}.` }], notes: [] }
}

function numberBounds(path: string, kinds: readonly ValueKind[], { headroom }: Means): readonly Comparison[] {
  const ranges = kinds.flatMap(({ range }) => (range === undefined ? [] : [range]))
  const least = Math.min(...ranges.map(({ from }) => from))
  const most = Math.max(...ranges.map(({ to }) => to))
  const lower: Comparison = { path, op: 'lt', value: least < 0 ? -roundUp(-least * headroom) : 0 }
  const upper: Comparison = { path, op: 'gt', value: most > 0 ? roundUp(most * headroom) : 0 }
  return [...(-least < UNBOUNDED ? [lower] : []), ...(most < UNBOUNDED ? [upper] : [])]
}

/** Numbers beyond are of no bucket that has an end. */
const UNBOUNDED = 1e15

function sizeBound(path: string, kinds: readonly ValueKind[], { headroom }: Means): readonly Comparison[] {
  const most = Math.max(...kinds.map(({ size }) => size?.most ?? 0))
  return most > UNBOUNDED_SIZE ? [] : [{ path, op: 'size_gt', value: Math.ceil(roundUp(most * headroom)) }]
}

const UNBOUNDED_SIZE = 2 ** 30

/** How many different values there were, where that tells something: the log cannot say which. */
function variety(name: string, found: readonly Found[]): readonly string[] {
  const byMonth = new Map<string, Set<string>>()
  for (const { call, argument } of found) {
    if (argument.digest === undefined) return []
    const month = new Date(call.at).toISOString().slice(0, 7)
    const digests = byMonth.get(month) ?? new Set<string>()
    byMonth.set(month, digests.add(argument.digest))
  }
  const most = Math.max(0, ...[...byMonth.values()].map(({ size }) => size))
  if (most === 0 || most > FEW) return []
  const how = most === 1 ? 'always had the same value' : `had ${most} different values`
  const span = byMonth.size > 1 ? ' within each month' : ''
  const known = most === 1 ? 'it' : 'them'
  return [`${name} ${how}${span}, which the log cannot name: if you know ${known}, write a condition that says so`]
}
