/** Many clients that call one after the other through many gateways, and what each was told. */
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { type Answer, codeOf, legacyCall, modernCall } from '../messages.ts'
import type { Many } from './installation.ts'

/** One call. */
export interface Call {
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
}

/** What became of it. */
export interface Fate {
  readonly call: Call
  readonly gateway: number
  /** `done`, a stable code, the HTTP status of a refusal without one, or `lost` where no answer came. */
  readonly fate: string
  /** When it was sent and answered, milliseconds of this process. */
  readonly from: number
  readonly to: number
}

/** What they do. */
export interface ClientsWish {
  /** Clients; each stays with one gateway. */
  readonly clients: number
  /** The next call; undefined: it is enough. */
  readonly next: () => Call | undefined
  readonly onFate?: (fate: Fate) => void
}

/** Milliseconds that a client waits after an answer that was none, or none that helps. */
const BREATH = 20

/** Every client makes its calls; resolves when there are no more. */
export async function callAll(many: Many, { clients, next, onFate }: ClientsWish): Promise<void> {
  const pools = new Map<string, Pool>()
  const poolOf = (origin: string): Pool => {
    const pool = pools.get(origin) ?? new Pool(origin, { connections: clients, pipelining: 1, connectTimeout: 2_000 })
    pools.set(origin, pool)
    return pool
  }
  let turn = 0
  const work = async (client: number): Promise<void> => {
    const gateway = client % many.gateways.length
    for (let call = next(); call !== undefined; call = next()) {
      const from = performance.now()
      const { origin, pathname } = new URL(many.urlOf(gateway))
      const era = turn++ % 2 === 0 ? modernCall : legacyCall
      const { headers, body } = era(call.tool, call.args)
      const posting = { path: pathname, headers: { ...headers, authorization: `Bearer ${many.token}` }, body }
      const fate = await fateOf(poolOf(origin), posting)
      onFate?.({ call, gateway, fate, from, to: performance.now() })
      if (fate === 'lost' || fate === 'counters_unavailable' || fate === 'not_current') await pause(BREATH)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
  await Promise.all([...pools.values()].map((pool) => pool.destroy()))
}

interface Posting {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function fateOf(pool: Pool, posting: Posting): Promise<string> {
  try {
    const { statusCode, body } = await pool.request({ method: 'POST', ...posting })
    const message = (await body.json()) as Answer
    const code = codeOf(message)
    if (code !== undefined) return code
    return message.error === undefined ? 'done' : `HTTP ${statusCode}`
  } catch {
    return 'lost'
  }
}

/** How often each fate befell each tool. */
export class Fates {
  readonly #counts = new Map<string, Map<string, number>>()

  add({ call: { tool }, fate }: Pick<Fate, 'call' | 'fate'>): void {
    const ofTool = this.#counts.get(tool) ?? new Map<string, number>()
    this.#counts.set(tool, ofTool)
    ofTool.set(fate, (ofTool.get(fate) ?? 0) + 1)
  }

  of(tool: string, fate: string): number {
    return this.#counts.get(tool)?.get(fate) ?? 0
  }

  /** All fates of a tool. */
  all(tool: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts.get(tool) ?? [])
  }
}
