/** What is done over and over without anybody asking. */

/** Something that is done every so often. */
export interface Round {
  /** Milliseconds from one beginning to the next. */
  readonly every: number
  /** Of all gateways of the database one does it at a time; the name by which they know it. */
  readonly alone?: string
  readonly run: () => Promise<unknown>
}

/** Rounds that are under way. */
export interface Rounds {
  /** Begins none any more; resolves when the last ones have ended. */
  end(): Promise<void>
}

/** Whom rounds turn to. */
export interface RoundsOptions {
  /** Whether this gateway does what one does at a time, for so many milliseconds from now on. */
  readonly alone: (round: string, time: number) => Promise<boolean>
  /** Is told of what is our own fault. */
  readonly onError: (error: unknown) => void
}

/** Milliseconds for which nobody else does a round that was begun, at least: longer than any of them takes. */
const LEASE = 30_000

/** Begins; a round that takes longer than its interval leaves the next ones out. */
export function startRounds(rounds: readonly Round[], options: RoundsOptions): Rounds {
  const ends = rounds.map((round) => start(round, options))
  return {
    async end() {
      await Promise.all(ends.map((end) => end()))
    },
  }
}

function start(round: Round, options: RoundsOptions): () => Promise<void> {
  const { every } = round
  let underWay: Promise<void> | undefined
  const timer = setInterval(() => {
    underWay ??= runOnce(round, options)
      .then(() => undefined, options.onError)
      .finally(() => {
        underWay = undefined
      })
  }, every).unref()
  return async () => {
    clearInterval(timer)
    await underWay
  }
}

async function runOnce({ every, alone, run }: Round, options: RoundsOptions): Promise<void> {
  if (alone === undefined || (await options.alone(alone, Math.max(LEASE, 2 * every)))) await run()
}
