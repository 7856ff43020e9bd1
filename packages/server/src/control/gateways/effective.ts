/** How far a change has come: at which gateways it is in force. */
import { z } from 'zod'

/** How many gateways run, and how many of them confirmed. */
export interface Effective {
  readonly gateways: number
  readonly confirmed: number
}

export const EFFECTIVE: z.ZodType<Effective> = z
  .object({
    gateways: z.int().describe('Gateways that run on the database.'),
    confirmed: z
      .int()
      .describe('How many of them said that it is in force. All of them: nobody goes by what was before.'),
  })
  .describe('How far it had come when this was answered: the answer waits up to two seconds for all of them.')

/** Milliseconds that an answer waits for gateways, and between two looks. */
const PATIENCE = 2000
const LOOK = 40

/** What is asked meanwhile. */
export interface Asked {
  /** The directory's number as it is in the database. */
  epoch(): Promise<number>
  /** What each gateway that runs has confirmed. */
  confirmed(): Promise<readonly number[]>
  /** Milliseconds, never going back. */
  monotonic(): number
}

/** Waits until everything that was changed before is in force everywhere, but not for long. */
export async function waitEverywhere({ epoch, confirmed, monotonic }: Asked): Promise<Effective> {
  const until = monotonic() + PATIENCE
  const wanted = await epoch()
  for (;;) {
    const all = await confirmed()
    const effective = { gateways: all.length, confirmed: all.filter((number) => number >= wanted).length }
    if (effective.confirmed === effective.gateways || monotonic() >= until) return effective
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
}
