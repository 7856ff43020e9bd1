/** Gateways of one database have the same keys: the first one writes down what shows them, and who has others is refused. */
import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { DeriveKey } from '../../crypto/keys.ts'
import type { Sealer, SealPlace } from '../../crypto/seal.ts'
import { SCHEMA_LOCK } from '../../store/sql/migrate.ts'
import type { Database } from '../../store/sql/tables.ts'

/** Where what shows the sealing keys opens. */
export const checkPlace = ({ id }: { readonly id: string }): SealPlace => ['installation', 'key-check', id]

const ID = 'keys'
const SHOWN = 'These keys open what this installation sealed.'

/** What keys are shown by. */
export interface Keys {
  readonly deriveKey: DeriveKey
  readonly sealer: Sealer
}

/** @returns what is wrong and what to do; undefined: they are the keys of this database, from now on if there were none */
export async function checkKeys(db: Database, { deriveKey, sealer }: Keys): Promise<string | undefined> {
  const installation = deriveKey('key-check').toString('hex')
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(tx)
    const row = await tx.selectFrom('key_checks').selectAll().where('id', '=', ID).executeTakeFirst()
    if (row === undefined) {
      const sealed = sealer.seal(SHOWN, checkPlace({ id: ID }))
      await tx.insertInto('key_checks').values({ id: ID, installation, sealed }).execute()
      return undefined
    }
    if (!isSame(row.installation, installation)) return OTHER_KEY
    return sealer.open(row.sealed, checkPlace(row)) === SHOWN ? undefined : OTHER_SEALS
  })
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

const OTHER_KEY =
  'The database belongs to an installation with another key: with this one, tokens, approvals and sessions of its other gateways would mean nothing here. Give this gateway the key of the others: the file that `keys.installation` names (`key` in the data folder), or the variable PORTCULLIS_KEY. Where their key is lost, empty the table `key_checks` while no gateway runs.'
const OTHER_SEALS =
  'The secrets in the database do not open by the sealing keys that are here. Give this gateway the keys of the others: the file that `keys.sealing` names (`seal.keys` in the data folder), or the variable PORTCULLIS_SEAL_KEYS. Where their keys are lost, empty the table `key_checks` while no gateway runs, and give every secret again.'
