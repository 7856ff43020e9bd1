/** Routes: what the consent page asks, and the clients that people gave consent to. */
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { AUTHORIZATION_VIEW, authorizationsOf, endAuthorization } from '../authorization/authorizations.ts'
import { type Choice, choicesOf } from '../authorization/choices.ts'
import { giveConsent } from '../authorization/consent.ts'
import { redirectTarget, redirectTo } from '../authorization/redirect-uri.ts'
import { readRequest, type WronglyAsked } from '../authorization/request.ts'
import type { Context } from '../context.ts'
import { findGrant, reachProblem, serversOf } from '../grant/find-grant.ts'
import { readGrant, stateOf } from '../grant/grant.ts'
import { GRANT_SERVER, toolsOfHolder } from '../grant/grant-tools.ts'
import { GRANT, oneGrant } from './grant-shapes.ts'

const tag = 'OAuth for clients'

const query = z.string().max(16_000).describe('The query of the authorization request, as the client sent it.')

const CHOICE = z.object({
  template: z.string(),
  label: z.string(),
  organisation: z.object({ id: z.string(), label: z.string() }),
  grant: z.object({ id: z.string(), state: z.string() }).nullable().describe('What came of it before.'),
  servers: z.array(GRANT_SERVER).readonly(),
})

const REQUEST = z.object({
  client: z.object({
    name: z.string().describe('What it calls itself: words of a stranger.'),
    address: z.string().nullable().describe('Host of its own description, where it has one: nobody else can name it.'),
  }),
  redirect: z.object({
    host: z.string(),
    kind: z.enum(['site', 'machine', 'program']),
  }),
  resource: z.string(),
  choices: z.array(CHOICE).readonly(),
  wrong: z
    .object({ description: z.string(), location: z.string() })
    .optional()
    .describe('The request cannot be answered; the client is told so there.'),
})

const about = ({ client, redirectUri }: Pick<WronglyAsked, 'client' | 'redirectUri'>) => ({
  client: { name: client.name, address: client.kind === 'document' ? new URL(client.id).host : null },
  redirect: redirectTarget(redirectUri),
})

const BY_PEOPLE = problem('forbidden', 'This is for people who are logged in.', { remedy: 'Log in with a browser.' })

const refused = (because: string): Problem =>
  problem('invalid', because, { remedy: 'Begin again in the program that sent you here.' })

export const readAuthorizationRequest = route({
  id: 'authorization.read',
  method: 'POST',
  path: '/authorization/requests',
  tag,
  summary: 'What a client asks of who is logged in, and what they could give it.',
  permission: 'signed_in',
  shapes: { body: z.strictObject({ query }), answer: REQUEST },
  async run(context, { body }) {
    if (context.actor.kind !== 'account') return BY_PEOPLE
    const read = await readRequest(context.control, body.query)
    if (read.kind === 'refused') return refused(read.because)
    if (read.kind === 'wrong') {
      const { description, location } = read.wrong
      return answer({ ...about(read.wrong), resource: '', choices: [], wrong: { description, location } })
    }
    const { asked } = read
    const choices = await choicesOf(context.control.db, context.actor, asked.resource)
    const shown = await Promise.all(choices.map((choice) => showChoice(context, choice)))
    return answer({ ...about(asked), resource: asked.resource.url, choices: shown })
  },
})

async function showChoice(
  { control, actor, at }: Context,
  { template, reaches, grant }: Choice,
): Promise<z.input<typeof CHOICE>> {
  const { id, label, organisation } = template
  const named = await control.db
    .selectFrom('organisations')
    .select('label')
    .where('id', '=', organisation)
    .executeTakeFirst()
  const tags = JSON.parse(template.tags)
  const holder = { organisation, grant: grant?.id ?? id, label, owner: actor.id, tags, reaches }
  return {
    template: id,
    label,
    organisation: { id: organisation, label: named?.label ?? organisation },
    grant: grant === undefined ? null : { id: grant.id, state: stateOf(readGrant(grant), at) },
    servers: await toolsOfHolder(control, holder, at),
  }
}

export const decideAuthorization = route({
  id: 'authorization.decide',
  method: 'POST',
  path: '/authorization/decisions',
  tag,
  summary: 'Lets a client use a template, or tells it no.',
  description: 'Answers where the browser goes, which tells the client.',
  permission: 'signed_in',
  once: true,
  shapes: {
    body: z.strictObject({
      query,
      template: z.string().max(64).nullable().describe('Id of the template; null: the client gets nothing.'),
    }),
    answer: z.object({ location: z.string() }),
  },
  async run(context, { body }) {
    const { control, actor } = context
    if (actor.kind !== 'account') return BY_PEOPLE
    const read = await readRequest(control, body.query)
    if (read.kind === 'refused') return refused(read.because)
    if (read.kind === 'wrong') return answer({ location: read.wrong.location })
    const { redirectUri, state } = read.asked
    if (body.template === null) {
      const told = {
        error: 'access_denied',
        error_description: 'The person did not agree.',
        state,
        iss: control.origin,
      }
      return answer({ location: redirectTo(redirectUri, told) })
    }
    const location = await giveConsent(context, read.asked, body.template)
    return isProblem(location) ? location : answer({ location })
  },
})

/** Somebody's own, as far as the session speaks for them. */
const ownOf = ({ id, memberships }: Actor) => ({
  account: id,
  organisations: memberships.map(({ organisation }) => organisation),
})

const LIST = z.object({ items: z.array(AUTHORIZATION_VIEW).readonly() })

export const listOwnAuthorizations = route({
  id: 'authorizations.list',
  method: 'GET',
  path: '/account/authorizations',
  tag,
  summary: 'Clients that who is logged in gave consent to.',
  permission: 'signed_in',
  shapes: { answer: LIST },
  async run({ control, actor, at }) {
    if (actor.kind !== 'account') return BY_PEOPLE
    return answer({ items: await authorizationsOf(control.db, ownOf(actor), at) })
  },
})

export const endOwnAuthorization = route({
  id: 'authorizations.end',
  method: 'DELETE',
  path: '/account/authorizations/{authorization}',
  tag,
  summary: 'Takes a consent back: the client’s tokens end at once.',
  permission: 'signed_in',
  shapes: { params: z.object({ authorization: z.string().max(64) }) },
  async run(context, { params }) {
    if (context.actor.kind !== 'account') return BY_PEOPLE
    return (await endAuthorization(context, params.authorization, ownOf(context.actor))) ?? done
  },
})

export const listGrantClients = route({
  id: 'grants.clients',
  method: 'GET',
  path: `${GRANT}/clients`,
  tag,
  summary: 'OAuth clients that hold tokens of the grant.',
  permission: 'grant.read',
  perServer: true,
  shapes: { params: oneGrant, answer: LIST },
  async run(context, { params }) {
    const refusal = await grantProblem(context, params.grant, 'grant.read')
    if (refusal !== undefined) return refusal
    return answer({ items: await authorizationsOf(context.control.db, { grant: params.grant }, context.at) })
  },
})

export const endGrantClient = route({
  id: 'grants.client_end',
  method: 'DELETE',
  path: `${GRANT}/clients/{authorization}`,
  tag,
  summary: 'Ends a client’s tokens of the grant at once; it may ask again.',
  permission: 'grant.edit',
  perServer: true,
  shapes: { params: oneGrant.extend({ authorization: z.string().max(64) }) },
  async run(context, { params }) {
    const { organisation } = context
    const refusal = await grantProblem(context, params.grant, 'grant.edit')
    if (refusal !== undefined) return refusal
    return (
      (await endAuthorization(context, params.authorization, { grant: params.grant, organisations: [organisation] })) ??
      done
    )
  },
})

async function grantProblem(
  context: Context,
  id: string,
  action: 'grant.read' | 'grant.edit',
): Promise<Problem | undefined> {
  const { db } = context.control
  const found = await findGrant(db, context.organisation, id)
  return isProblem(found) ? found : reachProblem(context, action, await serversOf(db, found))
}
