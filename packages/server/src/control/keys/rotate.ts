/** A new key seals from now on, and everything that is sealed is sealed by it: nothing stops meanwhile. */
import type { Instant } from '@portcullis/engine'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Database } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Actor } from '../actor.ts'
import { canonicalJson } from '../change/canonical-json.ts'
import { append, lockHead } from '../change/chain.ts'
import { keysInUse, type Resealed, resealAll } from './reseal.ts'

/** What is rotated, by whom, when. */
export interface Rotation {
  readonly db: Database
  readonly keyring: Keyring
  readonly actor: Actor
  readonly at: Instant
}

/** What came of it. */
export interface Rotated extends Resealed {
  /** Id of the key by which everything is sealed now. */
  readonly key: string
  /** Former keys that were taken out. */
  readonly removed: readonly string[]
}

/**
 * Milliseconds for which a former key is kept: another process may just be writing what it sealed by it. Afterwards it goes
 * at the next occasion, once nothing is sealed by it.
 */
const KEPT = 60 * 60_000

/**
 * Makes a new key, where keys come from the file; where they come from the environment, the first one of the variable is
 * taken. The record of it is part of the installation's own chain.
 */
export async function rotateKeys({ db, keyring, actor, at }: Rotation): Promise<Rotated> {
  keyring.add?.(at)
  const counted = await resealAll(db, keyring)
  // What was sealed by the former key while the first pass was under way.
  const late = await resealAll(db, keyring)
  const removed = await removeUnused(db, keyring, at)
  const key = keyring.current().id
  const rotated = { key, resealed: counted.resealed + late.resealed, unopened: late.unopened, removed }
  await transact(db, async (tx) => {
    await append(tx, await lockHead(tx, ''), {
      organisation: '',
      at,
      actor_kind: actor.kind,
      actor: actor.id,
      actor_name: actor.name,
      action: 'keys.rotate',
      object_kind: 'key',
      object: key,
      detail: canonicalJson(rotated),
    })
  })
  return rotated
}

/** Takes former keys out that nothing is sealed by, an hour after they were replaced. @returns their ids */
export async function removeUnused(db: Database, keyring: Keyring, at: Instant): Promise<readonly string[]> {
  const keys = keyring.all()
  // Newest first: the one before replaced it.
  const old = keys.filter((_, place) => (keys[place - 1]?.created ?? Number.POSITIVE_INFINITY) <= at - KEPT)
  if (old.length === 0 || keyring.remove === undefined) return []
  const used = await keysInUse(db, keyring)
  const removed = old.map(({ id }) => id).filter((id) => !used.has(id))
  if (removed.length > 0) keyring.remove(new Set(removed))
  return removed
}
