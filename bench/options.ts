/** How much is measured, and where. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isInstalled } from './processes.ts'

export interface Options {
  /** Interleaved rounds of each step. */
  readonly rounds: number
  /** Measured milliseconds of a run, and those before it. */
  readonly millis: number
  readonly warmUp: number
  /** Milliseconds that each way is used before anything is measured. */
  readonly settleMillis: number
  /** Calls after which memory is read, and the longest time they may take. */
  readonly memoryCalls: number
  readonly memoryMillis: number
  /** Connections that are held to see what one costs that is idle. */
  readonly idle: number
  /** Milliseconds in all that may be waited for a quiet machine. */
  readonly patience: number
  /** Core of the process in the middle, and of the load generator and the upstream; undefined: any. */
  readonly middle: number | undefined
  readonly ends: number | undefined
  /** Only ways whose names contain this, and those that they are held against. */
  readonly only: string | undefined
  /** Folder for a CPU profile of the gateway. */
  readonly profile: string | undefined
  /** Installs the MCP proxies of npm first. */
  readonly installsPeers: boolean
  /** Only measures what the guard of the tests holds against bounds. */
  readonly guards: boolean
  /** Writes the guide's figures, its picture and the baseline. */
  readonly writes: boolean
  /** Holds the ratios against the baseline. */
  readonly compares: boolean
}

export const usage = `npm run bench -- [--quick] [--write] [--compare] [--peers] [--guard] [--only NAME] [--no-wait] [--no-pin] [--rounds N] [--seconds N] [--profile DIR]

  --quick        a look: fewer and shorter rounds, and no waiting
  --write        write the figures of docs/guide, their picture, and bench/baseline.json
  --compare      hold the ratios against bench/baseline.json; status 1 where one is worse by more than its spread and a tenth
  --peers        install the MCP proxies of npm that bench/peers names; they are measured wherever they are installed
  --guard        only what test/long/speed-guard.long.ts holds against bounds, without and with 15 µs of work on each call
  --only NAME    only ways whose name contains NAME, beside those they are held against
  --no-wait      do not wait for a quiet machine
  --no-pin       let every process run on any core
  --rounds N     interleaved rounds (5; quick: 2)
  --seconds N    measured time of each run (1.5; quick: 0.5)
  --profile DIR  write a CPU profile of the gateway there, which makes it slower
`

/** How much there is of everything. */
type Amounts = Pick<
  Options,
  'rounds' | 'millis' | 'warmUp' | 'settleMillis' | 'memoryCalls' | 'memoryMillis' | 'idle' | 'patience'
>

const FULL: Amounts = {
  ...{ rounds: 5, millis: 1500, warmUp: 500, settleMillis: 3000 },
  ...{ memoryCalls: 60_000, memoryMillis: 12_000, idle: 4000, patience: 180_000 },
}
const QUICK: Amounts = {
  ...{ rounds: 2, millis: 500, warmUp: 300, settleMillis: 1500 },
  ...{ memoryCalls: 5000, memoryMillis: 2000, idle: 500, patience: 0 },
}

/** Reads the command line; throws on what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      guard: { type: 'boolean', default: false },
      only: { type: 'string' },
      'no-wait': { type: 'boolean', default: false },
      'no-pin': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const { quick, only, write } = values
  if (write && only !== undefined) throw new Error('--write takes every way: leave --only out')
  const pinned = !values['no-pin'] && availableParallelism() >= 2 && isInstalled('taskset', '--version')
  const amounts = quick ? QUICK : FULL
  return {
    ...amounts,
    rounds: Number(values.rounds ?? amounts.rounds),
    millis: values.seconds === undefined ? amounts.millis : 1000 * Number(values.seconds),
    patience: values['no-wait'] ? 0 : amounts.patience,
    middle: pinned ? 0 : undefined,
    ends: pinned ? 1 : undefined,
    only,
    profile: values.profile,
    installsPeers: values.peers,
    guards: values.guard,
    writes: write,
    compares: values.compare,
  }
}
