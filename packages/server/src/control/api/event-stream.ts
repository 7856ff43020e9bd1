/** A stream of changes over HTTP: server-sent events (HTML, section 9.2), resumed by `Last-Event-ID`. */
import type { Context } from '../context.ts'
import { type ChangeEvent, changesAfter, lastChange } from './events.ts'
import { type Problem, problem } from './problem.ts'

/** Milliseconds of silence after which a comment says that the stream is alive. */
const ALIVE = 15_000
/** Milliseconds after which a stream ends by itself. */
const LONGEST = 5 * 60_000

const TOO_MANY = problem('too_many', 'You have as many streams as you may have at once.', {
  remedy: 'End one of them: one stream tells everything of an organisation.',
  headers: { 'retry-after': '10' },
})

/** The answer. @param after number of the last change that the reader knows; undefined: only what comes from now on */
export async function changeStream(context: Context, after: number | undefined): Promise<Response | Problem> {
  const { control, organisation, actor } = context
  const leave = control.events.stream(`${actor.kind}:${actor.id}`)
  if (leave === undefined) return TOO_MANY
  const changes = new ChangeReader(context, after ?? (await lastChange(control, organisation)))
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: 1000\nid: ${changes.seen}\n\n`))
    },
    async pull(controller) {
      const text = await changes.next().catch(() => undefined)
      if (text !== undefined) return controller.enqueue(encoder.encode(text))
      leave()
      if (!changes.isCancelled) controller.close()
    },
    cancel() {
      leave()
      changes.cancel()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

class ChangeReader {
  /** Number of the last change that was told. */
  seen: number
  readonly #context: Context
  readonly #cancelled = new AbortController()
  readonly #ended: AbortSignal
  readonly #begun: number

  constructor(context: Context, seen: number) {
    this.seen = seen
    this.#context = context
    this.#ended = AbortSignal.any([context.signal, this.#cancelled.signal, context.control.events.closed])
    this.#begun = context.control.clock.monotonic()
  }

  get isCancelled(): boolean {
    return this.#cancelled.signal.aborted
  }

  cancel(): void {
    this.#cancelled.abort()
  }

  /** Changes, or a sign of life; undefined: the stream ends, as its reader may not read it any more, or it is too old. */
  async next(): Promise<string | undefined> {
    const { control, organisation, stands } = this.#context
    const until = control.clock.monotonic() + ALIVE
    for (;;) {
      // What changes between the reading and the waiting would be missed, so the waiting begins first.
      const left = until - control.clock.monotonic()
      const waiting = control.events.wait(organisation, Math.max(0, left), this.#ended)
      const found = await changesAfter(control, organisation, this.seen)
      if (this.#ended.aborted || control.clock.monotonic() - this.#begun > LONGEST) return undefined
      if (found.length > 0 && !(await stands())) return undefined
      if (found.length > 0 || left <= 0) return this.#print(found)
      await waiting
    }
  }

  #print(changes: readonly ChangeEvent[]): string {
    this.seen = changes.at(-1)?.seq ?? this.seen
    if (changes.length === 0) return ': alive\n\n'
    return changes.map((change) => `id: ${change.seq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`).join('')
  }
}
