/** Routes: the second factor of one's own account. */
import { z } from 'zod'
import { codeUri, mintCodeSecret, stepOfCode } from '../../crypto/one-time-code.ts'
import { proofAttempts, returnAttempts, takeAttempts } from '../account/attempts.ts'
import { codePicture } from '../account/code-picture.ts'
import { noticeMail } from '../account/mails.ts'
import { ownAccount } from '../account/own-account.ts'
import { proofProblem } from '../account/proof.ts'
import { codeSecretPlace, mintSpareCodes } from '../account/second-factor.ts'
import { sendLater } from '../account/send-later.ts'
import { endSessions } from '../account/session.ts'
import { isProblem, problem, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'

const tag = 'Second factor'
const spareCodes = z.object({
  spare_codes: z.array(z.string()).describe('Each good once in place of a code, for who lost the app; shown once.'),
})

export const beginSecondFactor = route({
  id: 'second_factor.begin',
  method: 'POST',
  path: '/account/second-factor',
  tag,
  summary: 'Begins a second factor: a secret for your authenticator app.',
  description: 'It is asked for once a code of the app was sent to `PUT /account/second-factor`.',
  permission: 'signed_in',
  once: true,
  shapes: {
    answer: z.object({
      secret: z.string(),
      uri: z.string().describe('For the app, as a link.'),
      picture: z.array(z.string()).describe('The link as a QR code: its rows, of `1` for dark and `0` for light.'),
    }),
  },
  async run(context) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    if (own.code_confirmed === 1) {
      return problem('conflict', 'Your account has a second factor.', { remedy: 'Remove it first.' })
    }
    const secret = mintCodeSecret()
    const sealed = context.control.sealer.seal(secret, codeSecretPlace(own.id))
    const change = { action: 'second_factor.begin', object: { kind: 'account', id: own.id } }
    await mutate({ ...context, organisation: '' }, change, (tx) =>
      tx.updateTable('accounts').set({ code_secret: sealed, code_step: 0 }).where('id', '=', own.id).execute(),
    )
    const uri = codeUri(secret, 'Portcullis', own.email ?? own.name)
    return answer({ secret, uri, picture: [...codePicture(uri)] })
  },
})

export const confirmSecondFactor = route({
  id: 'second_factor.confirm',
  method: 'PUT',
  path: '/account/second-factor',
  tag,
  summary: 'Confirms the second factor by a code of the app; ends your other sessions.',
  permission: 'signed_in',
  once: true,
  shapes: { body: z.strictObject({ code: z.string().regex(/^\d{6}$/, 'Six digits.') }), answer: spareCodes },
  async run(context, { body }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const { control, actor, at } = context
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const attempts = proofAttempts(own.id)
    const limited = await takeAttempts(control.db, attempts, at)
    if (limited !== undefined) return limited
    const secret = own.code_secret === null ? undefined : control.sealer.open(own.code_secret, codeSecretPlace(own.id))
    if (secret === undefined || own.code_confirmed === 1) {
      return problem('conflict', 'No second factor was begun.', { remedy: 'Begin with `POST /account/second-factor`.' })
    }
    const step = stepOfCode(secret, body.code, own.code_step, at)
    if (step === undefined) {
      return wrongField('/body/code', 'This is not the code of the app.', 'Compare the clocks, and send the next code.')
    }
    await returnAttempts(control.db, attempts)
    const change = { action: 'second_factor.confirm', object: { kind: 'account', id: own.id } }
    const spare = await mutate({ ...context, organisation: '' }, change, async (tx) => {
      await tx.updateTable('accounts').set({ code_confirmed: 1, code_step: step }).where('id', '=', own.id).execute()
      await endSessions(tx, own.id, actor.session)
      // The one that is left has just seen a code.
      await tx.updateTable('sessions').set({ factors: 2 }).where('account', '=', own.id).execute()
      return mintSpareCodes(tx, own.id)
    })
    return answer({ spare_codes: [...spare] })
  },
})

export const dropSecondFactor = route({
  id: 'second_factor.remove',
  method: 'DELETE',
  path: '/account/second-factor',
  tag,
  summary: 'Removes the second factor; asks for a young proof.',
  permission: 'signed_in',
  shapes: {},
  async run(context) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const change = { action: 'second_factor.remove', object: { kind: 'account', id: own.id } }
    await mutate({ ...context, organisation: '' }, change, async (tx) => {
      await tx.updateTable('accounts').set({ code_secret: null, code_confirmed: 0 }).where('id', '=', own.id).execute()
      await tx.deleteFrom('recovery_codes').where('account', '=', own.id).execute()
      await tx.updateTable('sessions').set({ factors: 1 }).where('account', '=', own.id).execute()
    })
    if (own.email !== null && own.code_confirmed === 1) {
      sendLater(
        context,
        noticeMail(own.email, context.control.origin, 'The second factor of your account was removed.'),
      )
    }
    return done
  },
})

export const renewSpareCodes = route({
  id: 'second_factor.spare_codes',
  method: 'POST',
  path: '/account/second-factor/spare-codes',
  tag,
  summary: 'New spare codes in place of all earlier ones; asks for a young proof.',
  permission: 'signed_in',
  once: true,
  shapes: { answer: spareCodes },
  async run(context) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    if (own.code_confirmed === 0) {
      return problem('conflict', 'Your account has no second factor.', { remedy: 'Begin one first.' })
    }
    const change = { action: 'second_factor.spare_codes', object: { kind: 'account', id: own.id } }
    const spare = await mutate({ ...context, organisation: '' }, change, (tx) => mintSpareCodes(tx, own.id))
    return answer({ spare_codes: [...spare] })
  },
})
