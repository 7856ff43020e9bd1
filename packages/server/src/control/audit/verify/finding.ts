/** What a verification finds, and what it has seen. */

/** Something that is not as it was written. */
export interface Finding {
  /** `edited`: other bytes. `missing`: something is gone. `moved`: it stands elsewhere, or twice. `unsigned`: nobody vouches for it. */
  readonly kind: 'edited' | 'missing' | 'moved' | 'unsigned'
  /** File and lines, or the table and its records. */
  readonly where: string
  /** A sentence. */
  readonly text: string
}

/** What is known of one chain. */
export interface ChainReport {
  readonly kind: 'log' | 'changes'
  readonly organisation: string
  readonly records: number
  /** Numbers of the first and last link that are there; 0: none. */
  readonly first: number
  readonly last: number
  /** Lines before the chain began: no seal covers them. */
  readonly before: number
  /** Lines after the last seal: of a process that runs, or that was killed. */
  readonly unsealed: number
  /** Files, or records, were dropped on purpose up to this link; 0: none. */
  readonly droppedTo: number
  /** When a backup was restored, ISO 8601: what was changed after it had been taken is missing. */
  readonly restored: readonly string[]
  readonly findings: readonly Finding[]
}
