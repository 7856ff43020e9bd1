/** What keeps a command from going on. */

/** What commands that ask a control plane end with. */
export const controlCodes = { done: 0, refused: 1, changes: 2 } as const

/** Thrown by a command's parts, said by its frame: what was tried, and what to do. */
export class Stop extends Error {
  /** What the command ends with. */
  readonly code: number

  constructor(message: string, code = controlCodes.refused) {
    super(message)
    this.code = code
  }
}
