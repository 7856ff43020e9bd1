/** Patterns of texts as automata: whether a text fits can be followed character by character, for several at once. */
import type { CharSet } from './char-set.ts'
import type { Tree } from './regex-tree.ts'

/** A state: where one goes without a character, at the edges of the text, and with one. */
interface State {
  readonly free: number[]
  readonly begin: number[]
  readonly end: number[]
  readonly step: { readonly set: CharSet; readonly to: number }[]
}

/** A nondeterministic automaton. */
export interface Automaton {
  readonly states: readonly State[]
  readonly start: number
  readonly accept: number
}

/** No automaton has more states. */
const MOST_STATES = 2_000

/** Makes the automaton of the texts that fit a tree as a whole; undefined where it would be too large. */
export function automatonOf(tree: Tree): Automaton | undefined {
  const states: State[] = []
  const add = (): number => states.push({ free: [], begin: [], end: [], step: [] }) - 1
  const accept = add()
  const start = build(tree, accept, { states, add })
  return start === undefined ? undefined : { states, start, accept }
}

interface Building {
  readonly states: State[]
  readonly add: () => number
}

/** @returns the state from which the tree leads to `next` */
function build(tree: Tree, next: number, building: Building): number | undefined {
  const { states, add } = building
  if (states.length > MOST_STATES) return undefined
  switch (tree.kind) {
    case 'set': {
      const at = add()
      states[at]?.step.push({ set: tree.set, to: next })
      return at
    }
    case 'begin':
    case 'end': {
      const at = add()
      states[at]?.[tree.kind].push(next)
      return at
    }
    case 'sequence':
      return tree.parts.reduceRight<number | undefined>(
        (after, part) => (after === undefined ? undefined : build(part, after, building)),
        next,
      )
    case 'choice': {
      const starts = tree.parts.map((part) => build(part, next, building))
      const at = add()
      for (const start of starts) {
        if (start === undefined) return undefined
        states[at]?.free.push(start)
      }
      return at
    }
    case 'repeat':
      return repeat(tree, next, building)
    default:
      return tree satisfies never
  }
}

function repeat(
  { part, least, most }: Tree & { readonly kind: 'repeat' },
  next: number,
  building: Building,
): number | undefined {
  const { states, add } = building
  let at: number | undefined = next
  if (most === Number.POSITIVE_INFINITY) {
    const loop = add()
    const again = build(part, loop, building)
    if (again === undefined) return undefined
    states[loop]?.free.push(again, next)
    at = loop
  } else {
    for (let index = least; index < most && at !== undefined; index++) at = optional(part, at, next, building)
  }
  for (let index = 0; index < least && at !== undefined; index++) at = build(part, at, building)
  return at
}

function optional(part: Tree, after: number, next: number, building: Building): number | undefined {
  const inner = build(part, after, building)
  if (inner === undefined) return undefined
  const at = building.add()
  building.states[at]?.free.push(inner, next)
  return at
}

/** Where one may be: states, in order. */
export type Positions = readonly number[]

/** Where one is before the first character. */
export function beginning({ states, start }: Automaton): Positions {
  return closure(states, [start], { begin: true, end: false })
}

/** Where one is after another character. */
export function after({ states }: Automaton, positions: Positions, fits: (set: CharSet) => boolean): Positions {
  const reached = positions.flatMap((at) => (states[at]?.step ?? []).flatMap(({ set, to }) => (fits(set) ? [to] : [])))
  return closure(states, reached, { begin: false, end: false })
}

/** Whether the text may end here. */
export function accepts({ states, accept }: Automaton, positions: Positions, isFirst: boolean): boolean {
  return closure(states, positions, { begin: isFirst, end: true }).includes(accept)
}

function closure(
  states: readonly State[],
  from: readonly number[],
  { begin, end }: { readonly begin: boolean; readonly end: boolean },
): Positions {
  const seen = new Set<number>()
  const open = [...from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const state = states[at]
    if (state === undefined) continue
    open.push(...state.free, ...(begin ? state.begin : []), ...(end ? state.end : []))
  }
  return [...seen].sort((left, right) => left - right)
}
