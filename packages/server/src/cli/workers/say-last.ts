/** The last word of a process that takes calls. */
import type { FromWorker } from '../../compose/workers/messages.ts'

/** Resolves when the word, and all before it, have left this process: it may end then. Never rejects. */
export function sayLast(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, undefined, undefined, () => resolve())
  })
}
