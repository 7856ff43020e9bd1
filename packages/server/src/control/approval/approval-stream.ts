/** Questions as a stream of events: as they are asked, answered, and over. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Problem } from '../api/problem.ts'
import { toldStream } from '../api/told-stream.ts'
import type { Context } from '../context.ts'
import { stateAt } from './approval-row.ts'
import { maySee } from './list-approvals.ts'
import { seeingOf } from './show-approval.ts'

/** Questions that are told at once; the rest follows. */
const AT_ONCE = 100
/** Milliseconds for which what moved is looked for again: what one gateway writes first may be there last. */
const LATE = 10_000

/** The answer: only what moves from now on. */
export function approvalStream(context: Context): Response | Problem {
  const moved = new MovedReader(context)
  return toldStream(context, { first: '', next: () => moved.next() })
}

type Moved = Pick<ApprovalTable, 'moved' | 'state'>

class MovedReader {
  readonly #context: Context
  /** What moved before this instant is not looked for. */
  #since: Instant
  /** Of what moved at that instant and after, how it was told. */
  readonly #told = new Map<string, Moved>()

  constructor(context: Context) {
    this.#context = context
    this.#since = context.at
  }

  /** What moved since the last time, as far as the reader may see it. */
  async next(): Promise<string> {
    const { control, organisation, actor } = this.#context
    const rows = await control.db
      .selectFrom('approvals')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('moved', '>=', this.#since)
      .orderBy('moved')
      .limit(AT_ONCE + this.#told.size)
      .execute()
    const fresh = rows.filter((row) => !isSame(row, this.#told.get(row.id)))
    if (fresh.length === 0) return ''
    this.#remember(fresh)
    const seeing = await seeingOf({ ...this.#context, at: control.clock.now() })
    const seen = fresh.filter((row) => maySee(actor, organisation, row, seeing))
    return seen.map((row) => `event: approval\ndata: ${JSON.stringify(eventOf(row, seeing.at))}\n\n`).join('')
  }

  #remember(rows: readonly ApprovalTable[]): void {
    for (const { id, moved, state } of rows) this.#told.set(id, { moved, state })
    this.#since = Math.max(this.#since, (rows.at(-1)?.moved ?? 0) - LATE)
    for (const [id, { moved }] of this.#told) if (moved < this.#since) this.#told.delete(id)
  }
}

/** Which question, and in which state it is: whoever wants more reads it, as far as they may. */
const eventOf = (row: ApprovalTable, at: Instant) => ({ id: row.id, state: stateAt(row, at), moved: row.moved })

const isSame = (one: Moved, other: Moved | undefined): boolean =>
  one.moved === other?.moved && one.state === other.state
