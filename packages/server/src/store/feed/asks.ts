/** Questions across the line, each with a number by which its answer is known. */

/** Asks, and hears answers. */
export interface Asks<Wish, Answer> {
  /** Undefined: nobody is there, or no answer came in time. Never rejects. */
  ask(wish: Wish): Promise<Answer | undefined>
  answered(ask: number, answer: Answer): void
}

/**
 * @param send takes a wish to the other side; false: nobody is there
 * @param patience milliseconds that an answer may take
 */
export function createAsks<Wish, Answer>(
  send: (ask: number, wish: Wish) => boolean,
  patience: number,
): Asks<Wish, Answer> {
  const asked = new Map<number, (answer: Answer | undefined) => void>()
  let last = 0
  return {
    ask(wish) {
      last += 1
      const number = last
      return new Promise((resolve) => {
        const end = (answer: Answer | undefined): void => {
          clearTimeout(timer)
          asked.delete(number)
          resolve(answer)
        }
        const timer = setTimeout(() => end(undefined), patience).unref()
        asked.set(number, end)
        if (!send(number, wish)) end(undefined)
      })
    },
    answered: (number, answer) => asked.get(number)?.(answer),
  }
}
