/** A stream of changes over HTTP: server-sent events (HTML, section 9.2), resumed by `Last-Event-ID`. */
import type { Context } from '../context.ts'
import { type ChangeEvent, changesAfter, lastChange } from './events.ts'

/** Milliseconds of silence after which a comment says that the stream is alive. */
const ALIVE = 15_000
/** Milliseconds after which a stream ends by itself: whoever reads on shows again that they may. */
const LONGEST = 5 * 60_000

/** The answer. @param after number of the last change that the reader knows; undefined: only what comes from now on */
export async function changeStream(
  context: Context,
  after: number | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const { control, organisation } = context
  const cancelled = new AbortController()
  const ended = AbortSignal.any([signal, cancelled.signal, control.events.closed])
  const begun = control.clock.monotonic()
  let seen = after ?? (await lastChange(control, organisation))
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: 1000\nid: ${seen}\n\n`))
    },
    async pull(controller) {
      const text = await nextText()
      if (text === undefined) controller.close()
      else controller.enqueue(encoder.encode(text))
    },
    cancel() {
      cancelled.abort()
    },
  })
  /** Changes, or a sign of life; undefined: the stream ends. */
  async function nextText(): Promise<string | undefined> {
    const until = control.clock.monotonic() + ALIVE
    for (;;) {
      // What changes between the reading and the waiting would be missed, so the waiting begins first.
      const left = until - control.clock.monotonic()
      const waiting = control.events.wait(organisation, Math.max(0, left), ended)
      const found = await changesAfter(control, organisation, seen)
      if (ended.aborted || control.clock.monotonic() - begun > LONGEST) return undefined
      if (found.length > 0 && !(await context.stands())) return undefined
      if (found.length > 0 || left <= 0) return print(found)
      await waiting
    }
  }
  function print(changes: readonly ChangeEvent[]): string {
    seen = changes.at(-1)?.seq ?? seen
    if (changes.length === 0) return ': alive\n\n'
    return changes.map((change) => `id: ${change.seq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`).join('')
  }
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
