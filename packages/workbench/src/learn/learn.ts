/** Learn: the narrowest policy that lets pass what was allowed in a recorded period. */
import { type Instant, type Policy, parsePattern, type Rule } from '@portcullis/engine'
import { judgeWith } from '../replay/judge-call.ts'
import { knowledgeOf } from '../replay/knowledge.ts'
import { type Keyring, type RecordedCall, wasJudged } from '../replay/recorded-call.ts'
import { skeletonOf } from '../replay/skeleton.ts'
import { learnArguments } from './learn-arguments.ts'
import { limitsAbove, type Peak, peaksOf } from './learn-limits.ts'

/** What is to be learned from. */
export interface LearnOptions {
  readonly keyring: Keyring
  /** By what the most that was seen is multiplied: 1 or more. */
  readonly headroom: number
  /** So many calls of a tool say something of its arguments. */
  readonly enough: number
  readonly name: string
}

/** What one tool's rule rests on. */
export interface LearnedTool {
  readonly tool: string
  readonly calls: number
  readonly peaks: readonly Peak[]
  /** Conditions on arguments. */
  readonly conditions: number
  /** What could not be learned. */
  readonly notes: readonly string[]
}

/** A policy, and what it rests on. */
export interface Learned {
  readonly policy: Policy
  readonly calls: number
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  readonly tools: readonly LearnedTool[]
  /** Tools that were called and never allowed, with how often: they stay refused. */
  readonly refused: readonly { readonly tool: string; readonly calls: number }[]
}

/** Learns from the calls of one server. */
export function learn(calls: readonly RecordedCall[], options: LearnOptions): Learned {
  const allowed = calls.filter(({ was }) => was.effect === 'allow')
  const byTool = groupedByTool(allowed)
  const found = [...byTool].map(([tool, ofTool]) => learnTool(tool, ofTool, options))
  const from = allowed[0]?.at
  const to = allowed.at(-1)?.at
  const total = sum(allowed)
  const head = { version: '1', name: options.name, description: describe(total, from, to), default: 'deny' } as const
  const unlimited: Policy = {
    ...head,
    tools: Object.fromEntries(found.flatMap(({ tool, rule }) => (rule ? [[tool, rule]] : []))),
  }
  const passing = groupedByTool(passedBy(unlimited, calls, options.keyring))
  const counters = counterNames()
  const limited = found.map((each) =>
    withLimits(each, passing.get(each.tool) ?? [], { options, counter: counters(each.tool) }),
  )
  return {
    policy: { ...head, tools: Object.fromEntries(limited.flatMap(({ tool, rule }) => (rule ? [[tool, rule]] : []))) },
    calls: total,
    from,
    to,
    tools: limited.map(({ told }) => told),
    refused: neverAllowed(calls, byTool),
  }
}

function describe(calls: number, from: Instant | undefined, to: Instant | undefined): string {
  const days = from === undefined || to === undefined ? '' : `, from ${dayOf(from)} to ${dayOf(to)}`
  return `Learned from ${calls} allowed ${calls === 1 ? 'call' : 'calls'}${days}. Read it before it is enforced.`
}

const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10)

/** The calls that a policy without limits may let pass: those that were refused then would be counted as well. */
function passedBy(policy: Policy, calls: readonly RecordedCall[], keyring: Keyring): readonly RecordedCall[] {
  const skeleton = skeletonOf([{ policy, id: 'learned', version: '' }])
  const judge = judgeWith(skeleton, knowledgeOf(skeleton, keyring))
  return calls.filter((call) => wasJudged(call) && judge(call).answers.some(({ effect }) => effect === 'allow'))
}

/** What was learned of a tool; without a rule where none can be written. */
interface Found {
  readonly tool: string
  readonly rule: Rule | undefined
  readonly calls: number
  readonly notes: readonly string[]
}

function learnTool(tool: string, calls: readonly RecordedCall[], options: LearnOptions): Found {
  const count = sum(calls)
  const pattern = parsePattern(tool)
  if (!pattern.ok || pattern.value.exact !== tool) {
    const notes = ['its name was not kept as it is, or is a pattern: write its rule yourself']
    return { tool, rule: undefined, calls: count, notes }
  }
  if (count < options.enough) {
    const notes = [`${count} of the ${options.enough} calls that say something of arguments: nothing is asked of them`]
    return { tool, rule: {}, calls: count, notes }
  }
  const { denyIf, notes } = learnArguments(calls, options.keyring, options.headroom)
  return { tool, rule: denyIf.length === 0 ? {} : { deny_if: denyIf }, calls: count, notes }
}

function withLimits(
  { tool, rule, calls, notes }: Found,
  passing: readonly RecordedCall[],
  { options, counter }: { readonly options: LearnOptions; readonly counter: string },
): { readonly tool: string; readonly rule: Rule | undefined; readonly told: LearnedTool } {
  const peaks = peaksOf(passing)
  const more = sum(passing) - calls
  const others = `${more} ${more === 1 ? 'call that was refused or asked for passes' : 'calls that were refused or asked for pass'} it, and ${more === 1 ? 'is' : 'are'} counted in its limits`
  return {
    tool,
    rule: rule && { ...rule, limits: limitsAbove(peaks, options.headroom, counter) },
    told: {
      tool,
      calls,
      peaks,
      conditions: rule?.deny_if?.length ?? 0,
      notes: rule !== undefined && more > 0 ? [...notes, others] : notes,
    },
  }
}

function groupedByTool(calls: readonly RecordedCall[]): ReadonlyMap<string, readonly RecordedCall[]> {
  const groups = new Map<string, RecordedCall[]>()
  for (const call of calls) {
    const group = groups.get(call.tool)
    if (group === undefined) groups.set(call.tool, [call])
    else group.push(call)
  }
  return new Map([...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
}

function neverAllowed(calls: readonly RecordedCall[], allowed: ReadonlyMap<string, unknown>): Learned['refused'] {
  const counts = new Map<string, number>()
  for (const { tool, count } of calls) if (!allowed.has(tool)) counts.set(tool, (counts.get(tool) ?? 0) + count)
  return [...counts].map(([tool, count]) => ({ tool, calls: count })).sort((left, right) => right.calls - left.calls)
}

/** Counters of different tools have different names, whatever is left of those. */
function counterNames(): (tool: string) => string {
  const taken = new Set<string>()
  return (tool) => {
    const plain = `${tool.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 48)}_calls`
    let name = plain
    for (let index = 2; taken.has(name); index++) name = `${plain}_${index}`
    taken.add(name)
    return name
  }
}

const sum = (calls: readonly RecordedCall[]): number => calls.reduce((total, { count }) => total + count, 0)
