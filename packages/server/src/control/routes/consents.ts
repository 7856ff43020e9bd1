/** Routes: consent to use a server in somebody's name, from the link in a refusal to the tokens. */
import { z } from 'zod'
import { isProblem, notFound, type Problem, problem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { beginConsent, type ConsentWish } from '../upstream-auth/begin.ts'
import { readConsentLink, useConsentLink } from '../upstream-auth/consent-link.ts'
import { finishConsent } from '../upstream-auth/finish.ts'

const secret = z.strictObject({ link: z.string().max(200).describe('What stands behind `#` in the link.') })

const over = problem('not_found', 'This link is not for you, was used, or is over.', {
  remedy: 'Sign in as the owner of the grant, and let the client try again: its refusal holds a new link.',
})

async function wishOf({ control, actor }: Context, link: string): Promise<ConsentWish | Problem> {
  if (actor.session === undefined) return notFound
  return (await readConsentLink(control, actor, link)) ?? over
}

const CONSENT_VIEW = z.object({
  organisation: z.string(),
  slug: z.string(),
  label: z.string(),
  host: z.string().describe('Where the server is.'),
  everybody: z.boolean().describe('The token will be used by all grants of the server.'),
})

const viewOf = ({ server, owner }: ConsentWish) => ({
  organisation: server.organisation,
  slug: server.slug,
  label: server.label,
  host: new URL(server.url).host,
  everybody: owner === '',
})

export const readConsent = route({
  id: 'consents.read',
  method: 'POST',
  path: '/consents/read',
  tag: 'Consents',
  summary: 'What a link asks consent for; the link is not used up.',
  permission: 'signed_in',
  shapes: { body: secret, answer: CONSENT_VIEW },
  async run(context, { body }) {
    const wish = await wishOf(context, body.link)
    return isProblem(wish) ? wish : answer(viewOf(wish))
  },
})

export const beginConsentRoute = route({
  id: 'consents.begin',
  method: 'POST',
  path: '/consents/begin',
  tag: 'Consents',
  summary: 'Uses a link: the answer’s `url` leads to the authorization server.',
  permission: 'signed_in',
  shapes: { body: secret, answer: z.object({ url: z.string(), expires: z.int() }) },
  async run(context, { body }) {
    const wish = await wishOf(context, body.link)
    if (isProblem(wish)) return wish
    const begun = await beginConsent(context, wish)
    if (!begun.ok)
      return problem('unreachable', begun.problem, { remedy: 'Show this to an admin of the organisation.' })
    // Only now: what could not even begin leaves the link as it was.
    return (await useConsentLink(context.control, body.link)) ? answer(begun.value) : over
  },
})

export const finishConsentRoute = route({
  id: 'consents.finish',
  method: 'POST',
  path: '/consents/finish',
  tag: 'Consents',
  summary: 'Ends a log-in at an authorization server with what it sent back.',
  permission: 'signed_in',
  shapes: {
    body: z.strictObject({
      state: z.string().max(200),
      code: z.string().max(4096).optional(),
      iss: z.string().max(2048).optional(),
      error: z.string().max(500).optional(),
    }),
    answer: CONSENT_VIEW,
  },
  async run(context, { body }) {
    if (context.actor.session === undefined) return notFound
    const finished = await finishConsent(context, body)
    if (finished.ok) return answer(viewOf({ ...finished.value, challenge: undefined }))
    return problem('conflict', finished.problem, { remedy: 'Begin again.' })
  },
})
