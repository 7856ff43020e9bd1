/** Whether a gateway of a file has processes that take its calls, and how many. */
import { InvalidArgumentError } from 'commander'
import type { Composition, CompositionProblem } from '../../compose/compose.ts'
import type { Configuration } from '../../config/configuration.ts'
import { readFileSet } from '../../config/file-set.ts'
import { MOST_WORKERS } from '../../config/section/workers.ts'
import { countWorkers } from '../../config/workers.ts'
import { type Hired, type HireOptions, hireWorkers } from '../hire-workers.ts'

/** What is known when a gateway starts. */
export interface HireWish extends Omit<HireOptions, 'workers' | 'set' | 'sample'> {
  /** Of the configuration. */
  readonly path: string
  /** Undefined: what the file says. */
  readonly workers?: number | undefined
  readonly sample?: string | undefined
}

/** Undefined: the process takes its calls itself. */
export async function hireFor(
  composed: Composition & { readonly configuration: Configuration },
  { path, sample, ...wish }: HireWish,
): Promise<Hired | CompositionProblem | undefined> {
  const { settings, digest } = composed.configuration
  const workers = wish.workers ?? settings.workers
  if (workers === 1) return undefined
  if (settings.admin.database !== undefined) {
    return {
      problem:
        'Gateways that share a database have no workers. Leave `--workers` out, and start one gateway for each core, each with a data folder and addresses of its own.',
    }
  }
  const set = await readFileSet(path)
  if (set.digest !== digest) return { problem: `${path} was edited while the gateway started. Start it again.` }
  return hireWorkers(composed, { ...wish, workers, set, sample })
}

/** Reads the option of a command. */
export function readWorkers(text: string): number {
  const count = text === 'auto' ? countWorkers('auto') : Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= MOST_WORKERS) return count
  throw new InvalidArgumentError(`Write a number from 1 to ${MOST_WORKERS}, or \`auto\`.`)
}
