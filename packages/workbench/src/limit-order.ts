/** Which of two limits is the tighter one, where that can be told. */
import { counterId, type Place, type PreparedLimit, pointerOf, type Scope } from '@portcullis/engine'
import { windowsWithin } from './window-order.ts'

type Increment = PreparedLimit['increment']
type Split = PreparedLimit['split']

/** The rules whose calls count in one counter, by their places, and what those calls take. */
export type CountingRules = ReadonlyMap<string, Increment>

/** A limit, and the rules whose calls count in its counter. */
export interface Counted {
  readonly limit: PreparedLimit
  readonly rules: CountingRules
}

/** Stands for a rule that holds for every call. */
export const EVERY_CALL = '(every call)'

/** Of each counter of a document, by its identity, the rules that count in it. */
export function countingRules(
  rules: readonly { readonly path: Place; readonly limits: readonly PreparedLimit[] }[],
): ReadonlyMap<string, CountingRules> {
  const found = new Map<string, Map<string, Increment>>()
  for (const { path, limits } of rules) {
    for (const limit of limits) {
      const id = counterId(limit)
      const known = found.get(id) ?? new Map<string, Increment>()
      found.set(id, known.set(path[0] === 'all_tools' ? EVERY_CALL : pointerOf(path), limit.increment))
    }
  }
  return found
}

/** Scopes whose counters count at least the calls that this one's do. */
const WIDER: Readonly<Record<Scope, readonly Scope[]>> = {
  session: ['session', 'grant', 'owner', 'server', 'organisation'],
  grant: ['grant', 'owner', 'server', 'organisation'],
  owner: ['owner', 'organisation'],
  server: ['server', 'organisation'],
  organisation: ['organisation'],
}

/** Whether calls that the first limit lets pass are always let pass by the second one too. On doubt: no. */
export function guarantees(first: Counted, second: Counted): boolean {
  return countsAll(first, second) && bounds(first.limit, second.limit) && keepsAtLeast(first.limit, second.limit)
}

/** The same, but for what gives claims back, and for what holds without counters. */
export function bounds(first: PreparedLimit, second: PreparedLimit): boolean {
  return (
    (first.onExceed === 'deny' || second.onExceed === 'require_approval') &&
    WIDER[second.counter.scope].includes(first.counter.scope) &&
    tellsNoMoreApart(first.split, second.split) &&
    takesAtLeast(first.increment, second.increment) &&
    mostWithin(first, second) <= second.max
  )
}

/** The most that the first limit lets pass in one window of the second one. */
export function mostWithin(first: PreparedLimit, second: PreparedLimit): number {
  return first.max * windowsWithin(first, second)
}

/** Whether calls that count in the second limit's counter count as much in the first one's: otherwise others might fill that one. */
export function countsAll({ rules }: Counted, { rules: others }: Counted): boolean {
  const every = rules.get(EVERY_CALL)
  return [...others].every(([rule, increment]) => {
    const own = rules.get(rule) ?? every
    return own !== undefined && takesAtLeast(own, increment)
  })
}

/** Whether the first limit gives back, forgets, and admits without its counter, at most what the second one does. */
function keepsAtLeast(first: PreparedLimit, second: PreparedLimit): boolean {
  const isStrict = first.onStoreFailure === 'deny' || second.onStoreFailure === 'allow'
  const isKept = first.durability === 'strict' || second.durability === 'relaxed'
  return isStrict && isKept && first.refundOn.every((outcome) => second.refundOn.includes(outcome))
}

/** Whether the one takes from each call at least what the other one does. */
function takesAtLeast(first: Increment, second: Increment): boolean {
  if (first.kind === 'fixed') return second.kind === 'fixed' && first.amount >= second.amount
  return second.kind === 'argument' && first.id === second.id
}

/** Whether whatever has one counter by the second has one by the first. */
function tellsNoMoreApart(first: Split, second: Split): boolean {
  if (first === undefined || first.id === second?.id) return true
  const others = keysOf(second)
  return keysOf(first).every((key) =>
    others.some((other) => key === other || key.startsWith(`${other} regardless of `)),
  )
}

/** What a limit counts by, in words, with what makes no difference in it at the end: the identity of a split is the list of it. */
export function keysOf(split: Split): readonly string[] {
  const keys: unknown = split === undefined ? [] : JSON.parse(split.id)
  if (!Array.isArray(keys)) return [String(split?.id)]
  return keys.map((key: unknown) => (typeof key === 'string' ? key : JSON.stringify(key)))
}
