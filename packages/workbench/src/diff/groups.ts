/** Everything that can come of the questions about one part of a call, with a value for each. */
import type { CallRequest, JsonObject, JsonValue } from '@portcullis/engine'
import type { Atom, Truth } from './atoms.ts'
import { type Calls, judged } from './call.ts'
import { attributeChanges, type Change } from './changes.ts'
import { treeChanges } from './tree-changes.ts'

/** One combination of outcomes. */
export interface Option {
  readonly outcomes: readonly (readonly [Atom, Truth])[]
  /** Makes a call come out so; undefined where no value was found that does. */
  readonly change: Change | undefined
}

/** The questions about one part of calls: what comes of them does not depend on the other parts. */
export interface Group {
  /** The one that the base call has first. */
  readonly options: readonly Option[]
  /** Whether nothing else can come of them. */
  readonly whole: boolean
}

/** More questions than these are not tried in all combinations. */
const MOST_GUESSED = 6

/** Takes the questions of a tool apart. */
export function groupsOf(atoms: readonly Atom[], calls: Calls): readonly Group[] {
  const byPart = new Map<string, Atom[]>()
  for (const atom of atoms) {
    const part = partOf(atom)
    byPart.set(part, [...(byPart.get(part) ?? []), atom])
  }
  return [...byPart.values()].map((group) => groupOf(group, calls))
}

/** Questions of different parts are independent of one another. */
function partOf({ root, steps }: Atom): string {
  switch (root) {
    case 'args':
    case 'input':
    case 'grant.tags':
      return `${root} ${String(steps[0])}`
    case 'time.hour':
    case 'time.weekday':
    case 'time.date':
      return 'time'
    case 'seen.private':
    case 'seen.untrusted':
    case 'seen.secrets':
      return 'seen'
    default:
      return root
  }
}

function groupOf(atoms: readonly Atom[], calls: Calls): Group {
  const vectors = new Map<string, Change>()
  const unfit = new Set<string>()
  const vectorOf = (change: Change): string | undefined => {
    const request = change(calls.base)
    const asJudged = judged(calls, request)
    const vector = outcomesOf(atoms, asJudged ?? request)
    if (asJudged !== undefined) return vector
    unfit.add(vector)
    return undefined
  }
  const { changes, whole } = changesOf(atoms, calls)
  for (const change of [(request: CallRequest): CallRequest => request, ...changes]) {
    const vector = vectorOf(change)
    if (vector !== undefined && !vectors.has(vector)) vectors.set(vector, change)
  }
  const guessed = guesses(atoms, whole, calls.isPlain ? [] : [...unfit]).filter((vector) => !vectors.has(vector))
  const options = [...vectors].map(([vector, change]): Option => ({ outcomes: paired(atoms, vector), change }))
  return {
    options: [...options, ...guessed.map((vector): Option => ({ outcomes: paired(atoms, vector), change: undefined }))],
    whole: whole || atoms.length <= MOST_GUESSED,
  }
}

function outcomesOf(atoms: readonly Atom[], request: CallRequest): string {
  return atoms.map(({ test }) => test(request)).join('')
}

const paired = (atoms: readonly Atom[], vector: string): Option['outcomes'] =>
  atoms.map((atom, at) => [atom, vector[at] as Truth] as const)

function changesOf(
  atoms: readonly Atom[],
  calls: Calls,
): { readonly changes: readonly Change[]; readonly whole: boolean } {
  const root = atoms[0]?.root
  if (root === 'args') return treeChanges(atoms, calls, argumentAt)
  if (root === 'input') return treeChanges(atoms, calls, inputAt)
  return attributeChanges(atoms, calls)
}

/** What might come of the questions where not everything was tried. */
function guesses(atoms: readonly Atom[], whole: boolean, unfit: readonly string[]): readonly string[] {
  if (whole || atoms.length > MOST_GUESSED) return unfit
  return atoms.reduce<readonly string[]>(
    (made, { truths }) => made.flatMap((vector) => truths.map((truth) => vector + truth)),
    [''],
  )
}

type Numbers = readonly string[]

function argumentAt(request: CallRequest, key: string, value: JsonValue | undefined, inexact: Numbers): CallRequest {
  return {
    ...request,
    arguments: withMember(request.arguments, key, value),
    inexact: new Set([...request.inexact, ...inexact]),
  }
}

function inputAt(request: CallRequest, key: string, value: JsonValue | undefined, inexact: Numbers): CallRequest {
  if (value === undefined && request.input === undefined) return request
  const numbers = new Set([...(request.inexactInput ?? []), ...inexact])
  return { ...request, input: withMember(request.input ?? {}, key, value), inexactInput: numbers }
}

function withMember(object: JsonObject, key: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(object).filter(([name]) => name !== key)
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]])
}
