/** Routes: the way to an identity provider and back. */
import { z } from 'zod'
import { journeyAttempts, takeAttempts } from '../account/attempts.ts'
import { ownAccount } from '../account/own-account.ts'
import { NOT_A_PERSON, proofProblem } from '../account/proof.ts'
import { sessionAnswer } from '../account/session-answer.ts'
import { inOrganisation, openedSession, secret } from '../account/shapes.ts'
import { finishJourney } from '../account/sign-on/finish.ts'
import { depart } from '../account/sign-on/journey.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'

const tag = 'Single sign-on'

export const listEntrances = route({
  id: 'sign_on.entrances',
  method: 'GET',
  path: '/entrance/{organisation}',
  tag,
  summary: 'By which identity providers people log in to an organisation; none where there is no such organisation.',
  permission: 'public',
  shapes: {
    params: inOrganisation,
    answer: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
  },
  async run({ control: { db } }, { params: { organisation } }) {
    const items = await db
      .selectFrom('sign_ons')
      .select(['id', 'name'])
      .where('organisation', '=', organisation)
      .where('enabled', '=', 1)
      .orderBy('id')
      .execute()
    return answer({ items })
  },
})

export const departBySignOn = route({
  id: 'sign_on.depart',
  method: 'POST',
  path: '/sign-on/departures',
  tag,
  summary:
    'Begins to log in at an identity provider, to tie an identity to your account, or to prove again who you are.',
  permission: 'public',
  once: true,
  shapes: {
    body: z.strictObject({
      sign_on: z.string().max(100),
      purpose: z.enum(['log_in', 'link', 'prove']).default('log_in'),
    }),
    answer: z.object({
      location: z.string().describe('Where the browser goes.'),
      journey: z.string().describe('Kept by the page until it comes back; shown once.'),
    }),
  },
  async run(context, { body: { sign_on: id, purpose } }) {
    const { control, actor, address, at } = context
    const limited = await takeAttempts(control.db, journeyAttempts(address), at)
    if (limited !== undefined) return limited
    const row = await control.db
      .selectFrom('sign_ons')
      .selectAll()
      .where('id', '=', id)
      .where('enabled', '=', 1)
      .executeTakeFirst()
    if (row === undefined) return notFound
    if (purpose !== 'log_in' && actor.session === undefined) return NOT_A_PERSON
    if (purpose === 'link') {
      const own = await ownAccount(context)
      const refused = isProblem(own) ? own : proofProblem(context)
      if (refused !== undefined) return refused
    }
    const departure = await depart(context, row, purpose, purpose === 'log_in' ? '' : actor.id)
    return isProblem(departure) ? departure : answer({ ...departure })
  },
})

export const arriveBySignOn = route({
  id: 'sign_on.arrive',
  method: 'POST',
  path: '/sign-on/arrivals',
  tag,
  summary: 'Comes back from an identity provider.',
  permission: 'public',
  once: true,
  shapes: {
    body: z.strictObject({
      journey: secret,
      search: z.string().max(8192).describe('What follows `?` in the address.'),
    }),
    answer: z.union([openedSession, z.object({ outcome: z.enum(['linked', 'proved']) })]),
  },
  async run(context, { body }) {
    const finished = await finishJourney(context, body.journey, body.search)
    if (isProblem(finished)) return finished
    if (finished.outcome !== 'session') return answer({ outcome: finished.outcome })
    return sessionAnswer(context, { session: finished.session, device: undefined })
  },
})
