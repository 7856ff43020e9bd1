/** What the seals of the log cost: its queue and its file, with them and without. */
import { join } from 'node:path'
import { systemClock } from '../packages/server/src/ports/clock.ts'
import { Chain } from '../packages/server/src/store/jsonl/chain.ts'
import { LogFile } from '../packages/server/src/store/jsonl/log-file.ts'
import { NO_HEAD } from '../packages/server/src/store/jsonl/seal.ts'
import { WriteQueue } from '../packages/server/src/store/jsonl/write-queue.ts'
import { type Spread, spread } from './statistics.ts'

/** The cost of one line. */
export interface SealCost {
  /** Lines of one flush, which one seal ends. */
  readonly lines: number
  /** Microseconds of CPU time of this process, its threads included. */
  readonly sealed: Spread
  readonly bare: Spread
  /** Of one round: with seals, against without. */
  readonly ratio: Spread
}

const LINES = 20_000
const ROUNDS = 7
/** Two lines of a call: its decision and its outcome are about this long together. */
const LINE = Buffer.from(`${'x'.repeat(449)}\n`)

/** A chain whose links are not made. */
class Unsealed extends Chain {
  override seal(chunk: Buffer): ReturnType<Chain['seal']> {
    return { bytes: chunk, head: NO_HEAD }
  }
}

async function write(path: string, lines: number, Kind: typeof Chain): Promise<number> {
  const file = new LogFile({ path, maxBytes: 64 * 1024 * 1024, keep: 1 })
  await file.open()
  const chain = new Kind({ path, name: 'local/bench/1', clock: systemClock })
  const failed = (cause: unknown): void => {
    throw cause
  }
  const queue = new WriteQueue(file, chain, { onWritten: () => undefined, onFailure: failed })
  const chunk = Buffer.concat(Array.from({ length: lines }, () => LINE))
  const before = process.cpuUsage()
  for (let written = 0; written < LINES; written += lines) {
    queue.push(chunk, lines)
    // One at a time: what waits would be joined.
    await queue.drained()
  }
  const { user, system } = process.cpuUsage(before)
  await queue.close()
  return (user + system) / LINES
}

/** Measures in this process, with and without in turn. @param folder an empty one, for the files */
export async function measureSeals(folder: string): Promise<readonly SealCost[]> {
  const costs: SealCost[] = []
  for (const lines of [1, 10, 140]) {
    const sealed: number[] = []
    const bare: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      sealed.push(await write(join(folder, `sealed-${lines}-${round}.jsonl`), lines, Chain))
      bare.push(await write(join(folder, `bare-${lines}-${round}.jsonl`), lines, Unsealed))
    }
    const ratios = sealed.map((one, round) => one / (bare[round] ?? Number.NaN))
    costs.push({ lines, sealed: spread(sealed.slice(1)), bare: spread(bare.slice(1)), ratio: spread(ratios.slice(1)) })
  }
  return costs
}
