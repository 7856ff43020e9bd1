/** Which of several forms that are equally true a page takes: by turns, so that neighbours differ. */

/** A small hash of a text, 0 … 65,535: FNV-1a, folded. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return ((hash >>> 16) ^ hash) & 0xffff
}

/** Takes one of the forms that are there. */
export type Turn = <T>(slot: number, forms: readonly (T | false | undefined)[]) => T | undefined

/** Steps from form to form; one for each slot, so that slots do not go in step. */
const STEPS = [1, 3, 7, 11, 13, 17, 19, 23]

/** The turns of one page, which begins at `start`: neighbours take neighbouring forms in each slot. */
export function turnOf(start: number): Turn {
  return <T>(slot: number, forms: readonly (T | false | undefined)[]): T | undefined => {
    const there = forms.filter((form): form is T => form !== false && form !== undefined)
    if (there.length === 0) return undefined
    const step = STEPS[slot % STEPS.length] ?? 1
    const by = there.length % step === 0 ? 1 : step
    return there[(start * by + slot * 5) % there.length]
  }
}
