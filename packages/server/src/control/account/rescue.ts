/** Help for who cannot log in any more, from the machine itself: the last resort of an operator without a password. */
import type { Instant } from '@portcullis/engine'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Actor } from '../actor.ts'
import { canonicalJson } from '../change/canonical-json.ts'
import { append, lockHead } from '../change/chain.ts'
import { emailOf } from './email.ts'
import { mintLink } from './links.ts'
import { endSessions } from './session.ts'

/** Whom to help, and how. */
export interface Rescue {
  readonly db: Database
  readonly actor: Actor
  readonly at: Instant
  /** Where people reach the control plane. */
  readonly origin: string
  /** Address of the account. */
  readonly email: string
  /** Take the second factor off. */
  readonly secondFactor: boolean
  /** Make it an operator. */
  readonly operator: boolean
}

/**
 * A link by which the account gets a new password, good for half an hour; the account may log in again where it was
 * disabled. Undefined: no account has this address.
 */
export async function rescueAccount(rescue: Rescue): Promise<string | undefined> {
  const { db, at, origin } = rescue
  const email = emailOf(rescue.email)
  return transact(db, async (tx) => {
    const account = await tx
      .selectFrom('accounts')
      .select('id')
      .where('email', '=', email ?? '')
      .executeTakeFirst()
    if (account === undefined) return undefined
    const { id } = account
    const head = await lockHead(tx, '')
    await change(tx, id, rescue)
    const secret = await mintLink(tx, 'reset', { account: id, detail: '' }, at)
    await append(tx, head, {
      organisation: '',
      at,
      actor_kind: rescue.actor.kind,
      actor: rescue.actor.id,
      actor_name: rescue.actor.name,
      action: 'account.rescue',
      object_kind: 'account',
      object: id,
      detail: canonicalJson({ second_factor: rescue.secondFactor, operator: rescue.operator }),
    })
    return `${origin}/reset#${secret}`
  })
}

async function change(tx: Transaction, id: string, { secondFactor, operator }: Rescue): Promise<void> {
  const set = {
    disabled: 0,
    ...(operator && { operator: 1 }),
    ...(secondFactor && { code_secret: null, code_confirmed: 0 }),
  }
  await tx.updateTable('accounts').set(set).where('id', '=', id).execute()
  if (secondFactor) await tx.deleteFrom('recovery_codes').where('account', '=', id).execute()
  await endSessions(tx, id)
}
