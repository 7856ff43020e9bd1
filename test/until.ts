/** Waiting for what is to come: tests await what they want to see, and never a time. */

/** Milliseconds after which it is missing: far more than busy machines take, and less than a test has. */
const PATIENCE = 100_000
/** Milliseconds between two looks, at first and at last: nothing is asked more often than our API lets people ask. */
const EVERY = { first: 5, last: 50 }

/** Resolves as soon as something holds; rejects when it never does, or when looking fails. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const begun = performance.now()
  for (let every = EVERY.first; !(await holds()); every = Math.min(every + 1, EVERY.last)) {
    if (performance.now() - begun > PATIENCE) throw new Error(`It never held: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}
