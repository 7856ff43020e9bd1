/** Many calls at once, and what became of them. */
import { Pool } from 'undici'
import { type Answer, codeOf, legacyCall, modernCall } from '../messages.ts'

/** One call of a storm. */
export interface Job {
  readonly tool: string
  readonly era: 'legacy' | 'modern'
  readonly token: string
  readonly args: object
}

/** `done`, a stable code, a JSON-RPC code, or `lost` where no answer came. */
export type Fate = string

export interface Told {
  readonly job: Job
  readonly fate: Fate
}

export interface StormWish {
  readonly url: string
  readonly jobs: readonly Job[]
  readonly connections: number
  /** Told of each answer as it comes. */
  readonly onTold?: (told: Told) => void
  /** Ends it before all jobs were sent. */
  readonly isOver?: () => boolean
}

/** Sends all jobs, each connection one after the other; resolves with what came back, in no order. */
export async function storm({ url, jobs, connections, onTold, isOver }: StormWish): Promise<readonly Told[]> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const told: Told[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let job = jobs[next++]; job !== undefined && isOver?.() !== true; job = jobs[next++]) {
      const one = { job, fate: await fateOf(pool, pathname, job) }
      told.push(one)
      onTold?.(one)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  await pool.destroy()
  return told
}

async function fateOf(pool: Pool, path: string, { tool, era, token, args }: Job): Promise<Fate> {
  const { headers, body } = era === 'modern' ? modernCall(tool, args) : legacyCall(tool, args)
  try {
    const answer = await pool.request({
      path,
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body,
    })
    const message = (await answer.body.json()) as Answer
    return codeOf(message) ?? (message.error === undefined ? 'done' : String(message.error.code))
  } catch {
    return 'lost'
  }
}

/** How often each fate befell each tool. */
export function tally(told: readonly Told[]): Record<string, Record<Fate, number>> {
  const counts: Record<string, Record<Fate, number>> = {}
  for (const { job, fate } of told) {
    counts[job.tool] ??= {}
    const ofTool = counts[job.tool] ?? {}
    ofTool[fate] = (ofTool[fate] ?? 0) + 1
  }
  return counts
}

/** The same jobs in an order of their own, the same each time. */
export function shuffled(jobs: readonly Job[], seed: number): readonly Job[] {
  const order = [...jobs]
  let state = seed
  for (let i = order.length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const j = state % (i + 1)
    const [a, b] = [order[i], order[j]]
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a]
  }
  return order
}
