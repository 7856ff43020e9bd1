/** What is done over and over without anybody asking. */

/** Something that is done every so often. */
export interface Round {
  /** Milliseconds from one beginning to the next. */
  readonly every: number
  readonly run: () => Promise<unknown>
}

/** Rounds that are under way. */
export interface Rounds {
  /** Begins none any more; resolves when the last ones have ended. */
  end(): Promise<void>
}

/** Begins; a round that takes longer than its interval leaves the next ones out. @param onError is told of what is our own fault */
export function startRounds(rounds: readonly Round[], onError: (error: unknown) => void): Rounds {
  const ends = rounds.map((round) => start(round, onError))
  return {
    async end() {
      await Promise.all(ends.map((end) => end()))
    },
  }
}

function start({ every, run }: Round, onError: (error: unknown) => void): () => Promise<void> {
  let underWay: Promise<void> | undefined
  const timer = setInterval(() => {
    underWay ??= run()
      .then(() => undefined, onError)
      .finally(() => {
        underWay = undefined
      })
  }, every).unref()
  return async () => {
    clearInterval(timer)
    await underWay
  }
}
