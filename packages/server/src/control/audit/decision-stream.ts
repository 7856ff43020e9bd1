/** Decisions as server-sent events (HTML, section 9.2): what is indexed from now on. */
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Problem } from '../api/problem.ts'
import { toldStream } from '../api/told-stream.ts'
import type { Context } from '../context.ts'
import { viewDecision } from './decision-view.ts'
import type { Written } from './index/write-batch.ts'

/** Events that wait for a slow reader; beyond them it is told that some are missing. */
const MOST = 1000

/** The answer; a problem where its reader has as many streams as allowed. @param servers slugs of servers that may be seen; undefined: all */
export function decisionStream(context: Context, servers: readonly string[] | undefined): Response | Problem {
  const { control, organisation } = context
  const reader = new DecisionReader(servers)
  const topic = `decisions of ${organisation}`
  const over = control.audit.live.listen(organisation, (told) => {
    if (told === 'missed') reader.miss()
    else reader.hear(told)
    control.events.nudge(topic)
  })
  return toldStream(context, { first: '', next: async () => reader.take(), topic, over })
}

/** What one reader is yet to be told. */
class DecisionReader {
  readonly #servers: readonly string[] | undefined
  readonly #waiting: string[] = []
  /** Decisions that were told without an outcome. */
  readonly #open = new Set<string>()
  #lost = 0
  #missed = false

  constructor(servers: readonly string[] | undefined) {
    this.#servers = servers
  }

  hear({ decisions, ended }: Written): void {
    for (const row of decisions)
      if (this.#servers === undefined || this.#servers.includes(row.server)) this.#decided(row)
    for (const { id, columns } of ended) if (this.#open.delete(id)) this.#push('outcome', id, { id, ...columns })
  }

  /** Some were not heard of; nobody knows how many. */
  miss(): void {
    this.#missed = true
  }

  /** Takes what waits, as text of the stream. */
  take(): string {
    const isTold = this.#lost > 0 || this.#missed
    const missing = isTold ? `event: missing\ndata: ${JSON.stringify({ count: this.#lost })}\n\n` : ''
    this.#lost = 0
    this.#missed = false
    return this.#waiting.splice(0).join('') + missing
  }

  #decided(row: DecisionTable): void {
    if (this.#open.size > MOST) this.#open.clear()
    if (row.effect === 'allow' && row.outcome === '') this.#open.add(row.id)
    this.#push('decision', row.id, viewDecision(row))
  }

  #push(event: string, id: string, data: unknown): void {
    if (this.#waiting.length >= MOST) this.#lost++
    else this.#waiting.push(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
}
