/** Decisions as server-sent events (HTML, section 9.2). */
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Context } from '../context.ts'
import { viewDecision } from './decision-view.ts'
import type { Written } from './index/write-batch.ts'

/** Milliseconds of silence after which a comment says that the stream is alive. */
const ALIVE = 15_000
/** Milliseconds after which a stream ends by itself: whoever reads on shows again that they may. */
const LONGEST = 5 * 60_000
/** Events that wait for a slow reader; beyond them it is told that some are missing. */
const MOST = 1000

/** The answer. @param servers slugs of servers that may be seen; undefined: all */
export function decisionStream(
  { control, organisation, signal }: Pick<Context, 'control' | 'organisation' | 'signal'>,
  servers: readonly string[] | undefined,
): Response {
  const encoder = new TextEncoder()
  const waiting: string[] = []
  const shown = new Set<string>()
  let lost = 0
  let wake: () => void = () => undefined
  const cancelled = new AbortController()
  const ended = AbortSignal.any([signal, cancelled.signal, control.events.closed, AbortSignal.timeout(LONGEST)])

  function hear({ decisions, ended: ends }: Written): void {
    for (const row of decisions) if (servers === undefined || servers.includes(row.server)) tell(row)
    for (const { id, columns } of ends) if (shown.delete(id)) push('outcome', id, { id, ...columns })
    wake()
  }
  function tell(row: DecisionTable): void {
    if (shown.size > MOST) shown.clear()
    if (row.effect === 'allow' && row.outcome === '') shown.add(row.id)
    push('decision', row.id, viewDecision(row))
  }
  function push(event: string, id: string, data: unknown): void {
    if (waiting.length >= MOST) lost++
    else waiting.push(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  function take(): string {
    const missing = lost === 0 ? '' : `event: missing\ndata: ${JSON.stringify({ count: lost })}\n\n`
    lost = 0
    return waiting.splice(0).join('') + missing
  }
  const end = control.audit.live.listen(organisation, hear)
  ended.addEventListener('abort', end)
  if (ended.aborted) end()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
    },
    async pull(controller) {
      if (waiting.length === 0 && !ended.aborted) await next()
      if (ended.aborted) controller.close()
      else controller.enqueue(encoder.encode(take() || ': alive\n\n'))
    },
    cancel() {
      cancelled.abort()
    },
  })
  function next(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        ended.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ALIVE)
      ended.addEventListener('abort', done)
      wake = done
    })
  }
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
