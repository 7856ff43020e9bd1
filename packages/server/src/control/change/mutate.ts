/** The one way of changing anything: rows and the record of the change in one transaction, then the gateway is told. */
import type { FeedRows } from '../../ports/directory-feed.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import { isProblem } from '../api/problem.ts'
import { supersedeTouched } from '../approval/supersede-touched.ts'
import type { Context } from '../context.ts'
import { canonicalJson, type PlainJson } from './canonical-json.ts'
import { append, lockHead } from './chain.ts'

/** What is changed, for the record. */
export interface Change {
  /** `server.create`: what it is done to, and the verb. */
  readonly action: string
  readonly object: { readonly kind: string; readonly id: string }
  /** What a reader of the log wants to know; never a secret, a token or an argument's value. */
  readonly detail?: ChangeDetail
}

export type ChangeDetail = { readonly [key: string]: PlainJson | undefined }

/** Rows of which the gateway has to be told. */
export type Touched = { readonly [Kind in keyof FeedRows]: ReadonlySet<string> }

/** A change while it is made. */
export interface Changing {
  /** Rows of the gateway's directory that are different afterwards: put, changed or gone. */
  touch(kind: keyof FeedRows, ...ids: readonly string[]): void
  /** Adds to the record's detail. */
  note(detail: ChangeDetail): void
}

/** Who changes, where and when. */
export type Changer = Pick<Context, 'control' | 'actor' | 'organisation' | 'at'>

/** What a problem carries out of a transaction, so that it is rolled back. */
class RolledBack extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('rolled back')
    this.result = result
  }
}

/**
 * Changes rows: `work` writes through `tx` alone, and its changes hold together with their record or not at all. Changes
 * of one organisation come one after the other, so what `work` reads cannot change under it.
 *
 * A problem that `work` returns, or what it throws, rolls everything back. Resolves once the gateway said that the change
 * is in force, at the latest after a second.
 */
export async function mutate<Result>(
  { control, actor, organisation, at }: Changer,
  change: Change,
  work: (tx: Transaction, changing: Changing) => Promise<Result>,
): Promise<Result> {
  const draft = drafting(change.detail)
  let done: { result: Result; told: () => Promise<void> }
  try {
    done = await transact(control.db, async (tx) => {
      const head = await lockHead(tx, organisation)
      const result = await work(tx, draft)
      if (isProblem(result)) throw new RolledBack(result)
      const record = await append(tx, head, {
        organisation,
        at,
        actor_kind: actor.kind,
        actor: actor.id,
        actor_name: actor.name,
        action: change.action,
        object_kind: change.object.kind,
        object: change.object.id,
        detail: canonicalJson(draft.detail()),
      })
      const epoch = draft.isTouched() ? await raiseEpoch(tx) : undefined
      const ended = await supersedeTouched(tx, { organisation, change, touched: draft.touched, at })
      return {
        result,
        async told() {
          control.events.tell(record)
          if (ended.length > 0) control.approvals.moved(organisation, ended)
          if (epoch !== undefined) await control.feed.publish(draft.touched, epoch)
        },
      }
    })
  } catch (cause) {
    if (cause instanceof RolledBack) return cause.result as Result
    throw cause
  }
  await done.told()
  return done.result
}

/** The number of the directory after this change. */
export async function raiseEpoch(tx: Transaction): Promise<number> {
  const { directory } = await tx
    .insertInto('epoch')
    .values({ id: 1, directory: 1, restored: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((eb) => ({ directory: eb('epoch.directory', '+', 1) })))
    .returning('directory')
    .executeTakeFirstOrThrow()
  return directory
}

interface Draft extends Changing {
  readonly touched: Touched
  detail(): ChangeDetail
  isTouched(): boolean
}

function drafting(begun: ChangeDetail = {}): Draft {
  const touched = {
    organisations: new Set<string>(),
    servers: new Set<string>(),
    policies: new Set<string>(),
    grants: new Set<string>(),
    kills: new Set<string>(),
  }
  let detail = begun
  return {
    touched,
    detail: () => detail,
    isTouched: () => Object.values(touched).some(({ size }) => size > 0),
    touch(kind, ...ids) {
      for (const id of ids) touched[kind].add(id)
    },
    note(more) {
      detail = { ...detail, ...more }
    },
  }
}
