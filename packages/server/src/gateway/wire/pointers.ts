/** The numbers of a call that a rule must not read, collected as JSON Pointers (RFC 6901) within bounds. */

/** More of them, or more characters, are not written down: such a call's numbers all count as inexact. */
const MOST_POINTERS = 20_000
const MOST_CHARACTERS = 1_048_576

/** Stands for every pointer there is. */
class EveryPointer extends Set<string> {
  override has(): boolean {
    return true
  }
}

const NONE: ReadonlySet<string> = new Set()
const EVERY: ReadonlySet<string> = new EveryPointer([''])

/** Pointers that were collected so far. */
export interface Pointers {
  /** Undefined until there is one: nearly always. */
  set: Set<string> | undefined
  characters: number
}

/** Takes a pointer, unless there is no room left. */
export function addPointer(pointers: Pointers, pointer: string): void {
  pointers.set ??= new Set()
  pointers.set.add(pointer)
  pointers.characters += pointer.length
}

/** True once more pointers came than are written down. */
export const isFull = (pointers: Pointers): boolean =>
  pointers.characters > MOST_CHARACTERS || (pointers.set !== undefined && pointers.set.size >= MOST_POINTERS)

/** What was collected; once full, a set that holds every pointer. */
export const collected = (pointers: Pointers): ReadonlySet<string> =>
  isFull(pointers) ? EVERY : (pointers.set ?? NONE)

/** A reference token of a pointer, with its separator. */
export const pointerToken = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
