/**
 * Keys of the digests of arguments, by month, where gateways share a database: made once in a table, sealed, and kept by each
 * gateway in its own file, by which it digests and compares. What is too old is destroyed in both.
 */
import { randomBytes } from 'node:crypto'
import { monthOf } from '../../crypto/fact-digests.ts'
import { type MonthKeys, monthsBefore, openMonthKeys } from '../../crypto/month-keys.ts'
import type { SealPlace } from '../../crypto/seal.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'

/** Where the key of a month opens. */
export const factKeyPlace = ({ month }: { readonly month: string }): SealPlace => ['installation', 'fact-key', month]

const KEY_BYTES = 32

/** Where they are, and for how long. */
export interface FactKeysWish {
  /** Of the gateway's file. */
  readonly path: string
  /** Months before the current one whose keys are kept. */
  readonly months: number
}

/**
 * Makes the keys of this month and the next where nobody did, and takes over all that there are. Whoever is the first gives the
 * key that it digested by so far.
 * @throws Error where the file or a key cannot be read: what was tried and what to do
 */
export async function shareFactKeys(
  { db, clock, sealer }: Pick<Control, 'db' | 'clock' | 'sealer'>,
  { path, months }: FactKeysWish,
): Promise<void> {
  const opened = openMonthKeys(path)
  if (!opened.ok) throw new Error(opened.problem)
  const { keys } = opened
  const month = monthOf(clock.now())
  const first = monthsBefore(month, months)
  keys.destroyBefore(first)
  await db.deleteFrom('fact_keys').where('month', '<', first).execute()
  const wanted = [month, monthsBefore(month, -1)]
  for (const each of await missing(db, wanted)) {
    const key = keys.find(each) ?? randomBytes(KEY_BYTES)
    const sealed = sealer.seal(key.toString('base64url'), factKeyPlace({ month: each }))
    await db
      .insertInto('fact_keys')
      .values({ month: each, sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await takeOver(db, sealer, keys)
}

async function missing(db: Database, wanted: readonly string[]): Promise<readonly string[]> {
  const rows = await db.selectFrom('fact_keys').select('month').where('month', 'in', wanted).execute()
  const there = new Set(rows.map(({ month }) => month))
  return wanted.filter((month) => !there.has(month))
}

async function takeOver(db: Database, sealer: Control['sealer'], keys: MonthKeys): Promise<void> {
  for (const { month, sealed } of await db.selectFrom('fact_keys').selectAll().orderBy('month').execute()) {
    const key = sealer.open(sealed, factKeyPlace({ month }))
    if (key === undefined) throw new Error(unreadable(month))
    keys.adopt(month, Buffer.from(key, 'base64url'))
  }
}

const unreadable = (month: string): string =>
  `The key of the digests of ${month} in the database does not open by the sealing keys that are here. Give this gateway the sealing keys of the others; where they are lost, delete the row of that month from the table \`fact_keys\`: digests of that month cannot be compared then.`
