/** Questions as server-sent events (HTML, section 9.2): as they are asked, answered, and over. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import { type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { stateAt } from './approval-row.ts'
import { maySee } from './list-approvals.ts'
import { seeingOf } from './show-approval.ts'

/** Milliseconds of silence after which a comment says that the stream is alive. */
const ALIVE = 15_000
/** Milliseconds after which a stream ends by itself: whoever reads on shows again that they may. */
const LONGEST = 5 * 60_000
/** Questions that are told at once; the rest follows. */
const AT_ONCE = 100

const TOO_MANY = problem('too_many', 'You have as many streams as you may have at once.', {
  remedy: 'End one of them.',
  headers: { 'retry-after': '10' },
})

/** The answer: only what moves from now on. */
export function approvalStream(context: Context): Response | Problem {
  const { control, actor } = context
  const leave = control.events.stream(`${actor.kind}:${actor.id}`)
  if (leave === undefined) return TOO_MANY
  const reader = new MovedReader(context)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
    },
    async pull(controller) {
      const text = await reader.next().catch(() => undefined)
      if (text !== undefined) return controller.enqueue(encoder.encode(text))
      leave()
      if (!reader.isCancelled) controller.close()
    },
    cancel() {
      leave()
      reader.cancel()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

class MovedReader {
  readonly #context: Context
  readonly #cancelled = new AbortController()
  readonly #ended: AbortSignal
  readonly #begun: number
  /** Everything that moved before this instant was told. */
  #since: Instant
  /** Of what moved at that instant and after, how it was told: several things move within a millisecond. */
  #told = new Map<string, string>()

  constructor(context: Context) {
    this.#context = context
    this.#since = context.at
    this.#ended = AbortSignal.any([context.signal, this.#cancelled.signal, context.control.events.closed])
    this.#begun = context.control.clock.monotonic()
  }

  get isCancelled(): boolean {
    return this.#cancelled.signal.aborted
  }

  cancel(): void {
    this.#cancelled.abort()
  }

  /** What moved, or a sign of life; undefined: the stream ends. */
  async next(): Promise<string | undefined> {
    const { control, organisation, stands } = this.#context
    const until = control.clock.monotonic() + ALIVE
    for (;;) {
      // What moves between the reading and the waiting would be missed, so the waiting begins first.
      const left = until - control.clock.monotonic()
      const waiting = control.events.wait(organisation, Math.max(0, left), this.#ended)
      const told = await this.#moved()
      if (this.#ended.aborted || control.clock.monotonic() - this.#begun > LONGEST) return undefined
      if (told !== '' && !(await stands())) return undefined
      if (told !== '' || left <= 0) return told || ': alive\n\n'
      await waiting
    }
  }

  async #moved(): Promise<string> {
    const { control, organisation, actor } = this.#context
    const rows = await control.db
      .selectFrom('approvals')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('moved', '>=', this.#since)
      .orderBy('moved')
      .limit(AT_ONCE + this.#told.size)
      .execute()
    const fresh = rows.filter((row) => this.#told.get(row.id) !== keyOf(row))
    if (fresh.length === 0) return ''
    this.#remember(rows.at(-1)?.moved ?? this.#since, rows)
    const seeing = await seeingOf({ ...this.#context, at: control.clock.now() })
    const seen = fresh.filter((row) => maySee(actor, organisation, row, seeing))
    return seen.map((row) => `event: approval\ndata: ${JSON.stringify(eventOf(row, seeing.at))}\n\n`).join('')
  }

  #remember(
    since: Instant,
    rows: readonly { readonly id: string; readonly moved: Instant; readonly state: string }[],
  ): void {
    this.#since = since
    this.#told = new Map(rows.filter(({ moved }) => moved >= since).map((row) => [row.id, keyOf(row)]))
  }
}

/** Which question, and in which state it is: whoever wants more reads it, as far as they may. */
const eventOf = (row: ApprovalTable, at: Instant) => ({ id: row.id, state: stateAt(row, at), moved: row.moved })

const keyOf = ({ moved, state }: { readonly moved: Instant; readonly state: string }): string => `${moved} ${state}`
