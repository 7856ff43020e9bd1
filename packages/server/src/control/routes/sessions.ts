/** Routes: logging in and out, sessions, saying again who one is. */
import { z } from 'zod'
import { logIn, logInWithCode } from '../account/log-in.ts'
import { NOT_A_PERSON, prove } from '../account/proof.ts'
import { endSessions, endSessionsOf, hasEnded, reachOfSession } from '../account/session.ts'
import { sessionAnswer, withoutCookie } from '../account/session-answer.ts'
import { instant, openedSession, secret } from '../account/shapes.ts'
import { personOf } from '../actor.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'

const tag = 'Sessions'
const typed = z.string().max(1000)
const code = z.string().min(6).max(40)

export const openSession = route({
  id: 'sessions.open',
  method: 'POST',
  path: '/sessions',
  tag,
  summary: 'Logs in by e-mail address and password.',
  description:
    'Answers a session, or, where the account has a second factor, a `challenge` for `POST /sessions/code`. A session is proved by its cookie and its key together; the cookie alone proves nothing.',
  permission: 'public',
  once: true,
  shapes: {
    body: z.strictObject({ email: typed, password: typed, device: secret.optional() }),
    answer: z.union([openedSession, z.object({ challenge: z.string() })]),
  },
  async run(context, { body }) {
    const found = await logIn(context, { email: body.email, password: body.password, device: body.device })
    if (isProblem(found)) return found
    return 'challenge' in found ? answer({ challenge: found.challenge }) : sessionAnswer(context, found)
  },
})

export const openSessionWithCode = route({
  id: 'sessions.code',
  method: 'POST',
  path: '/sessions/code',
  tag,
  summary: 'The second step of a log-in: a code of the authenticator app, or a spare code.',
  permission: 'public',
  once: true,
  shapes: { body: z.strictObject({ challenge: secret, code }), answer: openedSession },
  async run(context, { body }) {
    const found = await logInWithCode(context, body)
    return isProblem(found) ? found : sessionAnswer(context, found)
  },
})

export const proveSession = route({
  id: 'sessions.prove',
  method: 'POST',
  path: '/sessions/proof',
  tag,
  summary: 'Says again who you are: your password or, with a second factor, a code.',
  description:
    'What changes an account, gives rights away or decides what is dangerous asks for a proof that is young.',
  permission: 'signed_in',
  shapes: { body: z.strictObject({ password: typed.optional(), code: code.optional() }) },
  async run(context, { body }) {
    return (await prove(context, body)) ?? done
  },
})

const session = z.object({
  id: z.string(),
  kind: z.enum(['browser', 'terminal']).describe('A command line is a terminal.'),
  current: z.boolean().describe('It is the one that asks.'),
  organisation: z.string().optional().describe('The one organisation that it reaches: opened by its single sign-on.'),
  created: instant,
  used: instant,
  proved: instant,
  expires: instant,
  address: z.string(),
  agent: z.string(),
})

export const listSessions = route({
  id: 'sessions.list',
  method: 'GET',
  path: '/sessions',
  tag,
  summary: 'Your sessions, the last used first.',
  permission: 'signed_in',
  shapes: { answer: z.object({ items: z.array(session) }) },
  async run({ control, actor, at }) {
    if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
    const only = await reachOfSession(control.db, actor.session)
    const rows = await control.db
      .selectFrom('sessions')
      .selectAll()
      .where('account', '=', actor.id)
      .$if(only !== undefined, (query) => query.where('organisation', '=', only ?? ''))
      .orderBy('used', 'desc')
      .orderBy('id')
      .execute()
    const going = rows.filter((row) => !hasEnded(row, control.accounts.settings, at))
    return answer({
      items: going.map(({ authenticated, organisation, ...row }) => ({
        ...row,
        kind: row.kind === 'terminal' ? ('terminal' as const) : ('browser' as const),
        organisation: organisation === '' ? undefined : organisation,
        current: row.id === actor.session,
        proved: authenticated,
      })),
    })
  },
})

export const endSession = route({
  id: 'sessions.end',
  method: 'DELETE',
  path: '/sessions/{session}',
  tag,
  summary: 'Ends a session of yours; `current` is the one that asks: logs out.',
  permission: 'signed_in',
  shapes: { params: z.object({ session: z.string().max(100) }) },
  async run(context, { params }) {
    const { actor } = context
    const account = personOf(actor)
    if (account === undefined || actor.session === undefined) return NOT_A_PERSON
    // A command line logs itself out; it decides about no other session.
    if (actor.kind === 'terminal' && params.session !== 'current') return NOT_A_PERSON
    const id = params.session === 'current' ? actor.session : params.session
    const only = await reachOfSession(context.control.db, actor.session)
    const ended = await mutate(
      { ...context, organisation: '' },
      { action: 'session.end', object: { kind: 'session', id } },
      async (tx) =>
        (await tx
          .deleteFrom('sessions')
          .where('id', '=', id)
          .where('account', '=', account)
          .$if(only !== undefined, (query) => query.where('organisation', '=', only ?? ''))
          .returning('id')
          .executeTakeFirst()) ?? notFound,
    )
    if (isProblem(ended)) return ended
    return id === actor.session ? { ...done, headers: withoutCookie(context) } : done
  },
})

export const endAllSessions = route({
  id: 'sessions.end_all',
  method: 'DELETE',
  path: '/sessions',
  tag,
  summary: 'Logs out everywhere, here too, and forgets every known browser.',
  permission: 'signed_in',
  shapes: { answer: z.object({ ended: z.int() }) },
  async run(context) {
    const { actor, control } = context
    if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
    const only = await reachOfSession(control.db, actor.session)
    const ended = await mutate(
      { ...context, organisation: '' },
      { action: 'session.end_all', object: { kind: 'account', id: actor.id } },
      async (tx) => {
        if (only !== undefined) return endSessionsOf(tx, actor.id, only)
        await tx.deleteFrom('devices').where('account', '=', actor.id).execute()
        return endSessions(tx, actor.id)
      },
    )
    return answer({ ended }, { headers: withoutCookie(context) })
  },
})
