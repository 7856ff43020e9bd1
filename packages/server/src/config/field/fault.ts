/** What is wrong with the text of one field. */

/** A text that cannot be read, and what to write instead; the text itself is never repeated where it may be a secret. */
export interface Fault {
  readonly fault: string
  readonly remedy: string
}

/** Reads the text of a field. */
export type Read<T> = (text: string) => T | Fault

/** Whether reading ended with a fault. */
export function isFault(read: unknown): read is Fault {
  return typeof read === 'object' && read !== null && 'fault' in read
}
