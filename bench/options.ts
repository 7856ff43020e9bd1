/** How much is measured, and where. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isInstalled } from './processes.ts'

export interface Options {
  /** Connections of one step after the other. */
  readonly connections: readonly number[]
  /** Interleaved rounds of each step. */
  readonly rounds: number
  /** Measured milliseconds of a run, and those before it. */
  readonly millis: number
  readonly warmUp: number
  /** Calls after which memory is read, and the longest time they may take. */
  readonly memoryCalls: number
  readonly memoryMillis: number
  /** Core of the process in the middle, and of the load generator and the upstream; undefined: any. */
  readonly middle: number | undefined
  readonly ends: number | undefined
  /** Only ways whose names contain this; the direct way and the bare pass-through always. */
  readonly only: string | undefined
  /** Folder for a CPU profile of the gateway. */
  readonly profile: string | undefined
}

export const usage = `npm run bench -- [--quick] [--no-pin] [--only NAME] [--rounds N] [--seconds N] [--profile DIR]

  --quick        a look: fewer and shorter rounds, 10,000 calls for memory
  --no-pin       let every process run on any core
  --only NAME    only ways whose name contains NAME, beside the direct one and the bare pass-through
  --rounds N     interleaved rounds (5; quick: 2)
  --seconds N    measured time of each run (3; quick: 1)
  --profile DIR  write a CPU profile of the gateway there, which makes it slower
`

/** Reads the command line; throws on what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      'no-pin': { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const { quick } = values
  const pinned = !values['no-pin'] && availableParallelism() >= 2 && isInstalled('taskset', '--version')
  return {
    connections: [1, 32, 256],
    rounds: Number(values.rounds ?? (quick ? 2 : 5)),
    millis: 1000 * Number(values.seconds ?? (quick ? 1 : 3)),
    warmUp: quick ? 300 : 700,
    memoryCalls: quick ? 10_000 : 100_000,
    memoryMillis: quick ? 5000 : 30_000,
    middle: pinned ? 0 : undefined,
    ends: pinned ? 1 : undefined,
    only: values.only,
    profile: values.profile,
  }
}
