/** Saying again who one is, before what a borrowed session must not do. */
import { personOf } from '../actor.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { proofAttempts, returnAttempts, takeAttempts } from './attempts.ts'
import { BUSY, recordRefusal } from './log-in.ts'
import { takeCode } from './second-factor.ts'

const MINUTE = 60_000
/** How long a proof is good for what changes an account or gives rights away. */
const FRESH = 15 * MINUTE

/**
 * Asks for a proof that is young; undefined: there is one, or it is no person that asks. Keys and the machine prove
 * themselves with each request.
 * @param age milliseconds
 */
export function proofProblem({ actor, at }: Context, age = FRESH): Problem | undefined {
  if (personOf(actor) === undefined || (actor.proved !== undefined && at - actor.proved < age)) return undefined
  if (actor.kind === 'terminal') return LOG_IN_AGAIN
  return problem('proof_required', 'This asks that you say again who you are.', {
    remedy: 'Send your password, or a code of your second factor, to `POST /api/v1/sessions/proof`; then try again.',
  })
}

/** A command line was let in by somebody who had just proved it; there is nobody at it to do so again. */
const LOG_IN_AGAIN = problem('proof_required', 'This asks that you said who you are within a quarter of an hour.', {
  remedy: 'Log in again with `portcullis login`, or do it in a browser.',
})

/** How somebody proves it. */
export interface Proof {
  readonly password?: string | undefined
  readonly code?: string | undefined
}

const NOT_PROVED = problem('unauthenticated', 'That is not the password, or not a code that is good.', {
  remedy: 'Try again. With a second factor send a code; a code is good once.',
})

/** Takes a proof for the session: a code where the account has a second factor, its password elsewhere. */
export async function prove(context: Context, { password, code }: Proof): Promise<Problem | undefined> {
  const { control, actor, at } = context
  const account = await control.db.selectFrom('accounts').selectAll().where('id', '=', actor.id).executeTakeFirst()
  if (account === undefined || actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
  const attempts = proofAttempts(account.id)
  const limited = await takeAttempts(control.db, attempts, at)
  if (limited !== undefined) return limited
  if (account.code_confirmed === 0) {
    const check = await control.accounts.passwords.check(password ?? '', account.password ?? undefined)
    if (check === 'busy') return BUSY
    if (check === 'wrong') {
      await recordRefusal(context, account.id, 'proof')
      return NOT_PROVED
    }
  }
  const change = { action: 'session.prove', object: { kind: 'session', id: actor.session } }
  const refused = await mutate({ ...context, organisation: '' }, change, async (tx) => {
    if (account.code_confirmed === 1 && !(await takeCode(tx, control, account, code ?? ''))) return NOT_PROVED
    await tx
      .updateTable('sessions')
      .set({ authenticated: at, ...(account.code_confirmed === 1 && { factors: 2 }) })
      .where('id', '=', actor.session ?? '')
      .execute()
    return undefined
  })
  if (isProblem(refused)) await recordRefusal(context, account.id, 'proof')
  else await returnAttempts(control.db, attempts)
  return refused
}

/** What keys and the machine are told where a person is wanted. */
export const NOT_A_PERSON = problem('forbidden', 'This is for people who are logged in.', {
  remedy: 'Log in with a browser.',
})
