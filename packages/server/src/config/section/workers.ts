/** How many processes take calls. */
import { z } from 'zod'

/** Most processes of one gateway. */
export const MOST_WORKERS = 64

/** `workers`. */
export type WorkersField = number | 'auto'

export const workersField: z.ZodType<WorkersField> = z
  .union([z.literal('auto'), z.int().min(1).max(MOST_WORKERS)])
  .default(1)
  .meta({
    description:
      'Processes that take calls on `listen.mcp`, beside the one that owns the data folder; `auto`: one for each processor. 1: one process does everything. `portcullis start --workers` stands for it. Not where `database` names one that gateways share. A change takes effect at the next start.',
    examples: [1, 'auto'],
  })
