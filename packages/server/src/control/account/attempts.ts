/**
 * How often somebody may be wrong: counted in the database, before the work, so that neither a restart nor many
 * attempts at once give more.
 *
 * An address has few attempts on one account and more on all together. An account has many from all addresses together,
 * which stops guessing from everywhere; a browser that logged in to it before is counted by itself, so strangers who use
 * them up do not lock its owner out.
 */
import { hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { sql } from 'kysely'
import { senderOf } from '../../ports/sender.ts'
import type { Database } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import { type Problem, problem } from '../api/problem.ts'

/** Something that is counted. */
export interface Attempt {
  /** What it is made on; only its digest is kept. */
  readonly subject: readonly string[]
  readonly most: number
  /** Milliseconds. */
  readonly window: number
}

const MINUTE = 60_000
const QUARTER = 15 * MINUTE
const DAY = 24 * 60 * MINUTE
/** Of a million codes three are good at any time: in a month of such days one in two hundred is found. */
const CODES = 50

/** A log-in: what it counts for. @param account e-mail address in its one form, whether there is an account or not */
export function logInAttempts(account: string, address: string, device: string | undefined): readonly Attempt[] {
  if (device !== undefined) return [{ subject: ['device', device], most: 10, window: QUARTER }]
  const sender = senderOf(address)
  return [
    { subject: ['log-in', account, sender], most: 8, window: QUARTER },
    { subject: ['sender', sender], most: 30, window: QUARTER },
    { subject: ['log-in', account], most: 200, window: DAY },
  ]
}

/** A code of the second factor, by whoever knew the password. @param account its id */
export const codeAttempts = (account: string): readonly Attempt[] => [
  { subject: ['code', account], most: 10, window: QUARTER },
  { subject: ['codes', account], most: CODES, window: DAY },
]

/** A password that the owner of a session says again. @param account its id */
export const proofAttempts = (account: string): readonly Attempt[] => [
  { subject: ['proof', account], most: 10, window: QUARTER },
  { subject: ['proofs', account], most: CODES, window: DAY },
]

/** A secret of a link; links cannot be guessed, this bounds the work. */
export const linkAttempts = (address: string): readonly Attempt[] => [
  { subject: ['link', senderOf(address)], most: 60, window: QUARTER },
]

/** Journeys to an identity provider: each is a row for a while, and a request to somebody else. */
export const journeyAttempts = (address: string): readonly Attempt[] => [
  { subject: ['journey', senderOf(address)], most: 60, window: QUARTER },
]

/** Codes of command lines that somebody types. @param account its id */
export const terminalAttempts = (account: string): readonly Attempt[] => [
  { subject: ['terminal', account], most: 20, window: QUARTER },
]

/** Command lines that want to be let in: each is a row for a while. */
export const terminalWishes = (address: string): readonly Attempt[] => [
  { subject: ['terminals', senderOf(address)], most: 30, window: QUARTER },
]

/** A mail to somebody: few to one person, not many by one sender. */
export const mailAttempts = (email: string, address: string): readonly Attempt[] => [
  { subject: ['mail', email], most: 3, window: 60 * MINUTE },
  { subject: ['mails', senderOf(address)], most: 20, window: 60 * MINUTE },
]

const digestOf = ({ subject }: Attempt): string => hash('sha256', JSON.stringify(subject), 'hex')

class Exhausted extends Error {
  readonly wait: number
  constructor(wait: number) {
    super('exhausted')
    this.wait = wait
  }
}

/** Counts attempts, all or none; a problem where one is used up. */
export async function takeAttempts(
  db: Database,
  attempts: readonly Attempt[],
  now: Instant,
): Promise<Problem | undefined> {
  try {
    await transact(db, async (tx) => {
      for (const attempt of attempts) {
        const begins = now - attempt.window
        const row = await tx
          .insertInto('attempts')
          .values({ subject: digestOf(attempt), failures: 1, since: now })
          .onConflict((conflict) =>
            conflict.column('subject').doUpdateSet((eb) => ({
              failures: eb
                .case()
                .when(eb.or([eb('attempts.since', '<=', begins), eb('attempts.since', '>', now)]))
                .then(1)
                .else(sql<number>`attempts.failures + 1`)
                .end(),
              since: eb
                .case()
                .when(eb.or([eb('attempts.since', '<=', begins), eb('attempts.since', '>', now)]))
                .then(now)
                .else(sql<number>`attempts.since`)
                .end(),
            })),
          )
          .returning(['failures', 'since'])
          .executeTakeFirstOrThrow()
        if (row.failures > attempt.most) throw new Exhausted(row.since + attempt.window - now)
      }
    })
    return undefined
  } catch (cause) {
    if (!(cause instanceof Exhausted)) throw cause
    const seconds = Math.max(1, Math.ceil(cause.wait / 1000))
    return problem('too_many', 'Too many attempts.', {
      remedy: `Wait ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}, then try again.`,
      headers: { 'retry-after': String(seconds) },
    })
  }
}

/** Gives attempts back that were no failures. */
export async function returnAttempts(db: Database, attempts: readonly Attempt[]): Promise<void> {
  for (const attempt of attempts) {
    await db
      .updateTable('attempts')
      .set((eb) => ({ failures: eb('failures', '-', 1) }))
      .where('subject', '=', digestOf(attempt))
      .where('failures', '>', 0)
      .execute()
  }
}

/** Longest window of all: counts that are older say nothing. */
export const ATTEMPTS_KEPT = DAY
