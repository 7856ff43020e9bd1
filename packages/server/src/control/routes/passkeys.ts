/** Routes: passkeys of one's own account, and logging in by one. */
import { z } from 'zod'
import { journeyAttempts, takeAttempts } from '../account/attempts.ts'
import { ownAccount } from '../account/own-account.ts'
import { addPasskey, askForPasskey, logInByPasskey } from '../account/passkey/passkeys.ts'
import { proofProblem } from '../account/proof.ts'
import { sessionAnswer } from '../account/session-answer.ts'
import { instant, openedSession, personName, secret } from '../account/shapes.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'

const tag = 'Passkeys'
const bytes = z.string().regex(/^[A-Za-z0-9_-]{1,8000}$/, 'Base64url.')
const question = z.object({
  secret: z.string().describe('Sent back with the answer; shown once.'),
  challenge: z.string().describe('Base64url.'),
  party: z.string().describe('The relying party’s id.'),
  user: z.string().optional().describe('The user’s handle, base64url.'),
})

export const beginPasskeyLogIn = route({
  id: 'sessions.passkey_question',
  method: 'POST',
  path: '/sessions/passkey/questions',
  tag,
  summary: 'Begins to log in by a passkey.',
  permission: 'public',
  once: true,
  shapes: { answer: question },
  async run(context) {
    const limited = await takeAttempts(context.control.db, journeyAttempts(context.address), context.at)
    if (limited !== undefined) return limited
    const asked = await askForPasskey(context, '')
    return isProblem(asked) ? asked : answer({ ...asked })
  },
})

export const openSessionByPasskey = route({
  id: 'sessions.passkey',
  method: 'POST',
  path: '/sessions/passkey',
  tag,
  summary: 'Logs in by a passkey that verified its owner.',
  permission: 'public',
  once: true,
  shapes: {
    body: z.strictObject({
      secret,
      passkey: z.strictObject({ id: bytes, client_data: bytes, authenticator_data: bytes, signature: bytes }),
    }),
    answer: openedSession,
  },
  async run(context, { body }) {
    const entered = await logInByPasskey(context, body)
    return isProblem(entered) ? entered : sessionAnswer(context, entered)
  },
})

export const beginPasskey = route({
  id: 'passkeys.question',
  method: 'POST',
  path: '/account/passkeys/questions',
  tag,
  summary: 'Begins to add a passkey; asks for a young proof.',
  permission: 'signed_in',
  once: true,
  shapes: { answer: question },
  async run(context) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const asked = await askForPasskey(context, own.id)
    return isProblem(asked) ? asked : answer({ ...asked, user: Buffer.from(own.id).toString('base64url') })
  },
})

export const addPasskeyRoute = route({
  id: 'passkeys.add',
  method: 'POST',
  path: '/account/passkeys',
  tag,
  summary: 'Adds a passkey, as the browser gives it.',
  permission: 'signed_in',
  shapes: {
    body: z.strictObject({
      secret,
      name: personName,
      passkey: z.strictObject({ id: bytes, client_data: bytes, authenticator_data: bytes, public_key: bytes }),
    }),
  },
  async run(context, { body }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    return (await addPasskey(context, own, body)) ?? done
  },
})

const passkey = z.object({ id: z.string(), name: z.string(), created: instant, used: instant.nullable() })

export const listPasskeys = route({
  id: 'passkeys.list',
  method: 'GET',
  path: '/account/passkeys',
  tag,
  summary: 'Your passkeys.',
  permission: 'signed_in',
  shapes: { answer: z.object({ items: z.array(passkey) }) },
  async run(context) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const items = await context.control.db
      .selectFrom('passkeys')
      .select(['id', 'name', 'created', 'used'])
      .where('account', '=', own.id)
      .orderBy('created')
      .orderBy('id')
      .execute()
    return answer({ items })
  },
})

export const removePasskey = route({
  id: 'passkeys.remove',
  method: 'DELETE',
  path: '/account/passkeys/{passkey}',
  tag,
  summary: 'Removes a passkey; asks for a young proof.',
  permission: 'signed_in',
  shapes: { params: z.object({ passkey: z.string().max(8000) }) },
  async run(context, { params: { passkey: id } }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const change = { action: 'passkey.remove', object: { kind: 'account', id: own.id } }
    const found = await mutate({ ...context, organisation: '' }, change, async (tx) => {
      const row = await tx
        .deleteFrom('passkeys')
        .where('id', '=', id)
        .where('account', '=', own.id)
        .returning('name')
        .executeTakeFirst()
      return row === undefined ? notFound : undefined
    })
    return found ?? done
  },
})
