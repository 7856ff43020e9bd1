/** Transactions, and the guard against asking the database beside one's own: with one connection that would wait for ever. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Transaction } from './tables.ts'

const within = new AsyncLocalStorage<true>()

/** Whether the calling code is within a transaction of its own. */
export const isInTransaction = (): boolean => within.getStore() === true

/** Runs `work` in one transaction: what it throws rolls everything back. Within it, only `tx` may be asked. */
export async function transact<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return db.transaction().execute((tx) => within.run(true, () => work(tx)))
}
