/**
 * Command lines that people let in, in the manner of RFC 8628: the command line shows a code, a person who is logged in compares
 * it and allows, and the command line, which asks meanwhile, is given a session of that person's. What it holds is a secret; the
 * code is none, and is good for nothing but to be looked at.
 */
import { randomInt } from 'node:crypto'
import { digestToken, mintSecret, secretDigest } from '../../crypto/token.ts'
import { safeName } from '../../ports/safe-text.ts'
import type { TerminalLogInTable } from '../../store/sql/tables/accounts.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { returnAttempts, takeAttempts, terminalAttempts, terminalWishes } from './attempts.ts'
import { deadLink } from './links.ts'
import { asActor } from './log-in.ts'
import { NOT_A_PERSON, proofProblem } from './proof.ts'
import { type OpenedTerminal, openTerminal } from './session.ts'

/** Milliseconds for which a command line waits. */
const LASTS = 10 * 60_000
/** Milliseconds between two times that it asks; sooner it is told to slow down. */
const INTERVAL = 2_000
const SLACK = 500
/** Consonants without those that look or sound alike (RFC 8628, section 6.1): no code is a word. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LETTERS_OF_CODE = 8

/** What a command line is told when it begins. */
export interface TerminalWish {
  /** Secret. */
  readonly wait: string
  /** `BCDF-GHJK`, which a person compares. */
  readonly code: string
  readonly expires: number
  readonly interval: number
}

/** A command line wants to be let in. @param host what the machine calls itself */
export async function beginTerminal(context: Context, host: string): Promise<TerminalWish | Problem> {
  const { control, at, address } = context
  const limited = await takeAttempts(control.db, terminalWishes(address), at)
  if (limited !== undefined) return limited
  const wait = mintSecret('terminalWait')
  const letters = Array.from({ length: LETTERS_OF_CODE }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  const expires = at + LASTS
  await control.db
    .insertInto('terminal_log_ins')
    .values({
      ...{ digest: digestToken(wait), code: codeDigest(letters), state: 'waiting', host: safeName(host), address },
      ...{ account: '', organisation: '', factors: 1, authenticated: 0, asked: 0, created: at, expires },
    })
    .execute()
  return { wait, code: `${letters.slice(0, 4)}-${letters.slice(4)}`, expires, interval: INTERVAL }
}

const codeDigest = (letters: string): string => digestToken(`terminal:${letters}`)

/** What waits under a code that a person compares; few wrong ones. */
export async function findTerminalWish(context: Context, written: string): Promise<TerminalLogInTable | Problem> {
  const { control, actor, at } = context
  if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
  const attempts = terminalAttempts(actor.id)
  const limited = await takeAttempts(control.db, attempts, at)
  if (limited !== undefined) return limited
  const row = await control.db
    .selectFrom('terminal_log_ins')
    .selectAll()
    .where('code', '=', codeDigest(written.replaceAll(/[\s-]/g, '').toUpperCase()))
    .where('state', '=', 'waiting')
    .where('expires', '>', at)
    .executeTakeFirst()
  if (row === undefined) return NO_SUCH_CODE
  await returnAttempts(control.db, attempts)
  return row
}

const NO_SUCH_CODE = problem('not_found', 'No command line waits with this code.', {
  remedy: 'Compare the code with the one that `portcullis login` shows; after ten minutes run it again.',
})

/** Lets a command line in, with the reach of the session that says so; or refuses it. Asks for a young proof to let it in. */
export async function answerTerminalWish(
  context: Context,
  code: string,
  state: 'allowed' | 'refused',
): Promise<Problem | undefined> {
  const unproved = state === 'allowed' ? proofProblem(context) : undefined
  if (unproved !== undefined) return unproved
  const found = await findTerminalWish(context, code)
  if (isProblem(found)) return found
  const { actor, control } = context
  const { digest, host, address } = found
  const change = {
    action: state === 'allowed' ? 'terminal.allow' : 'terminal.refuse',
    object: { kind: 'account', id: actor.id },
    detail: { host, address },
  }
  return mutate({ ...context, organisation: '' }, change, async (tx) => {
    const session = await tx
      .selectFrom('sessions')
      .select(['account', 'organisation', 'factors', 'authenticated'])
      .where('id', '=', actor.session ?? '')
      .executeTakeFirst()
    if (session === undefined) return NOT_A_PERSON
    const answered = await tx
      .updateTable('terminal_log_ins')
      .set({ state, ...session })
      .where('digest', '=', digest)
      .where('state', '=', 'waiting')
      .where('expires', '>', control.clock.now())
      .returning('digest')
      .executeTakeFirst()
    return answered === undefined ? NO_SUCH_CODE : undefined
  })
}

/** What a command line is told when it asks. */
export type TerminalAnswer =
  | { readonly state: 'waiting' | 'slow_down' | 'refused' }
  | { readonly state: 'allowed'; readonly session: OpenedTerminal; readonly account: { readonly name: string } }

const DEAD = deadLink('Run `portcullis login` again.')

/** A command line asks whether it was let in; told so, or that it was refused, once. */
export async function askTerminalWish(context: Context, wait: string): Promise<TerminalAnswer | Problem> {
  const { control, at } = context
  const digest = secretDigest('terminalWait', wait)
  if (digest === undefined) return DEAD
  const row = await control.db
    .selectFrom('terminal_log_ins')
    .selectAll()
    .where('digest', '=', digest)
    .where('expires', '>', at)
    .executeTakeFirst()
  if (row === undefined) return DEAD
  if (row.state === 'allowed') return open(context, row)
  if (row.state === 'refused') {
    await control.db.deleteFrom('terminal_log_ins').where('digest', '=', digest).execute()
    return { state: 'refused' }
  }
  if (at - row.asked < INTERVAL - SLACK) return { state: 'slow_down' }
  await control.db.updateTable('terminal_log_ins').set({ asked: at }).where('digest', '=', digest).execute()
  return { state: 'waiting' }
}

/** Opens the session: for one of all who ask. */
async function open(context: Context, row: TerminalLogInTable): Promise<TerminalAnswer | Problem> {
  const { digest, host, organisation, authenticated, factors } = row
  const account = await context.control.db
    .selectFrom('accounts')
    .select(['id', 'email', 'name', 'disabled'])
    .where('id', '=', row.account)
    .executeTakeFirst()
  if (account === undefined || account.disabled === 1) return DEAD
  const actor = asActor(account)
  const change = {
    action: 'session.open',
    object: { kind: 'account', id: account.id },
    detail: { by: 'terminal', host, address: context.address },
  }
  return mutate({ ...context, organisation: '', actor }, change, async (tx, changing) => {
    const taken = await tx
      .deleteFrom('terminal_log_ins')
      .where('digest', '=', digest)
      .where('state', '=', 'allowed')
      .returning('digest')
      .executeTakeFirst()
    if (taken === undefined) return DEAD
    const owner = { account: account.id, organisation, authenticated, host, factors: factors === 2 ? 2 : 1 } as const
    const session = await openTerminal(tx, context, owner)
    changing.note({ session: session.id })
    return { state: 'allowed' as const, session, account: { name: actor.name } }
  })
}
