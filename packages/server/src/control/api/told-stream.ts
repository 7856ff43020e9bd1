/** Server-sent events (HTML, section 9.2) of an organisation: what there is to tell, each time that something of it moves. */
import type { Context } from '../context.ts'
import { type Problem, problem } from './problem.ts'

/** Milliseconds of silence after which a comment says that the stream is alive. */
const ALIVE = 15_000
/** Milliseconds after which a stream ends by itself: whoever reads on shows again that they may. */
const LONGEST = 5 * 60_000

/** What a stream tells. */
export interface Told {
  /** Fields of the stream's beginning beside `retry`, each ended by a line feed; empty: none. */
  readonly first: string
  /** Events since the last time, as text of the stream; empty: nothing moved. A stream ends where it throws. */
  readonly next: () => Promise<string>
  /** A topic of `control.events` that wakes the stream beside changes of its organisation. */
  readonly topic?: string
  /** Called once, when the stream is over. */
  readonly over?: () => void
}

const TOO_MANY = problem('too_many', 'You have as many streams as you may have at once.', {
  remedy: 'End one of them: one stream of a kind tells everything of an organisation.',
  headers: { 'retry-after': '10' },
})

/** The answer; a problem where its reader has as many streams as allowed. */
export function toldStream(context: Context, told: Told): Response | Problem {
  const { control, actor, signal } = context
  const release = control.events.stream(`${actor.kind}:${actor.id}`)
  if (release === undefined) {
    told.over?.()
    return TOO_MANY
  }
  let open = true
  const leave = (): void => {
    if (!open) return
    open = false
    release()
    told.over?.()
  }
  const cancelled = new AbortController()
  const ended = AbortSignal.any([signal, cancelled.signal, control.events.closed])
  ended.addEventListener('abort', leave, { once: true })
  // Nobody hears of what was over before.
  if (ended.aborted) leave()
  const until = control.clock.monotonic() + LONGEST
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: 1000\n${told.first}\n`))
    },
    async pull(controller) {
      const text = await nextText(context, told, { ended, until }).catch(() => undefined)
      if (text !== undefined) return controller.enqueue(encoder.encode(text))
      leave()
      if (!cancelled.signal.aborted) controller.close()
    },
    cancel() {
      leave()
      cancelled.abort()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

interface Lasting {
  readonly ended: AbortSignal
  /** By the clock that only goes on, milliseconds. */
  readonly until: number
}

/** Events, or a sign of life; undefined: the stream ends, as its reader may not read it any more, or it is too old. */
async function nextText(
  { control, organisation, stands }: Context,
  { next, topic }: Told,
  { ended, until }: Lasting,
): Promise<string | undefined> {
  const { clock, events } = control
  const topics = topic === undefined ? [organisation] : [organisation, topic]
  const silent = clock.monotonic() + ALIVE
  for (let woken = false; ; woken = true) {
    // What moves between the reading and the waiting would be missed, so the waiting begins first.
    const left = silent - clock.monotonic()
    const waiting = events.wait(topics, Math.max(0, left), ended)
    const told = await next()
    if (ended.aborted || clock.monotonic() > until) return undefined
    // What woke the stream may be that its reader lost a role: whoever asks again is shown what is theirs now.
    if ((woken || told !== '') && !(await stands())) return undefined
    if (told !== '' || left <= 0) return told || ': alive\n\n'
    await waiting
  }
}
