/** The turns of the event loop: what is done for many calls at once costs each of them less. */

let ending: Promise<void> | undefined

/**
 * Resolves when the loop has read whatever has come, for all who wait in this turn: they go on one after the other. Calls
 * that each went on as they were read would wake their server again and again, and fetch the code of every step anew.
 */
export function endOfTurn(): Promise<void> {
  ending ??= new Promise((resolve) => {
    setImmediate(() => {
      ending = undefined
      resolve()
    })
  })
  return ending
}
