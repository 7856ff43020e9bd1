/** Routes: the identity providers of an organisation (OpenID Connect). */
import { z } from 'zod'
import type { SignOnTable } from '../../store/sql/tables/accounts.ts'
import { proofProblem } from '../account/proof.ts'
import { inOrganisation, instant, role } from '../account/shapes.ts'
import { callbackOf } from '../account/sign-on/journey.ts'
import { clientOf, clientSecretPlace } from '../account/sign-on/provider.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, notFound, type Problem, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { newId } from '../id.ts'

const tag = 'Single sign-on'
const params = inOrganisation.extend({ sign_on: z.string().max(100) })

const settings = {
  name: z.string().trim().min(1).max(100).describe('On the button of the log-in page.'),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('The issuer’s identifier, as its discovery document says it.'),
  client_id: z.string().min(1).max(500),
  scopes: z
    .string()
    .regex(/^openid(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'Begins with `openid`; separated by spaces.')
    .max(500),
  role_claim: z.string().max(200).describe('The claim whose values give roles, such as `groups`; empty: none does.'),
  role_map: z.record(z.string().max(300), role).describe('Role by value of the claim.'),
  default_role: role.nullable().describe('For whom no value gives one; null: is not let in.'),
  enabled: z.boolean(),
}
const clientSecret = z.string().min(1).max(2000).nullable().describe('Kept sealed, never shown; null: a public client.')

const signOn = z.object({
  ...settings,
  id: z.string(),
  has_secret: z.boolean(),
  redirect_uri: z.string().describe('Register it at the identity provider.'),
  created: instant,
  revision: z.int(),
})

function shown(control: Control, row: SignOnTable): z.input<typeof signOn> {
  return {
    ...row,
    role_map: JSON.parse(row.role_map),
    default_role: role
      .nullable()
      .catch(null)
      .parse(row.default_role === '' ? null : row.default_role),
    enabled: row.enabled === 1,
    has_secret: row.client_secret !== null,
    redirect_uri: callbackOf(control),
  }
}

export const listSignOns = route({
  id: 'sign_on.list',
  method: 'GET',
  path: '/organisations/{organisation}/sign-on',
  tag,
  summary: 'The organisation’s identity providers.',
  permission: 'sign_on.edit',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(signOn) }) },
  async run({ control, organisation }) {
    const rows = await control.db
      .selectFrom('sign_ons')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('id')
      .execute()
    return answer({ items: rows.map((row) => shown(control, row)) })
  },
})

const written = z.strictObject({
  ...settings,
  scopes: settings.scopes.default('openid profile email'),
  role_claim: settings.role_claim.default(''),
  role_map: settings.role_map.default({}),
  default_role: settings.default_role.default(null),
  enabled: settings.enabled.default(true),
  client_secret: clientSecret.default(null),
})

export const createSignOn = route({
  id: 'sign_on.create',
  method: 'POST',
  path: '/organisations/{organisation}/sign-on',
  tag,
  summary: 'Adds an identity provider, once it answers. Asks for a young proof.',
  permission: 'sign_on.edit',
  status: 201,
  shapes: { params: inOrganisation, body: written, answer: signOn },
  async run(context, { body }) {
    const row = rowOf(context, body, {
      id: newId('sso', context.at),
      created: context.at,
      revision: 1,
      client_secret: null,
    })
    return store(context, row, 'sign_on.create')
  },
})

const changes = z.strictObject({ ...settings, client_secret: clientSecret }).partial()

/** What holds after a change of some of it. */
function edited(before: z.input<typeof signOn>, body: z.output<typeof changes>): Written {
  return {
    name: body.name ?? before.name,
    issuer: body.issuer ?? before.issuer,
    client_id: body.client_id ?? before.client_id,
    client_secret: body.client_secret,
    scopes: body.scopes ?? before.scopes,
    role_claim: body.role_claim ?? before.role_claim,
    role_map: body.role_map ?? before.role_map,
    default_role: body.default_role === undefined ? before.default_role : body.default_role,
    enabled: body.enabled ?? before.enabled,
  }
}

export const editSignOn = route({
  id: 'sign_on.edit',
  method: 'PATCH',
  path: '/organisations/{organisation}/sign-on/{sign_on}',
  tag,
  summary: 'Changes an identity provider, once it answers. Asks for a young proof.',
  description: 'Another issuer or another client needs the secret again.',
  permission: 'sign_on.edit',
  shapes: { params, body: changes, answer: signOn },
  async run(context, { params: { sign_on: id }, body }) {
    const { control, organisation, expected } = context
    const row = await control.db
      .selectFrom('sign_ons')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return notFound
    const stale = unlessChanged(expected, row.revision)
    if (stale !== undefined) return stale
    const moved = (body.issuer ?? row.issuer) !== row.issuer || (body.client_id ?? row.client_id) !== row.client_id
    if (moved && row.client_secret !== null && body.client_secret === undefined) {
      const message = 'The secret belongs to the issuer and the client that it was given for.'
      return wrongField('/body/client_secret', message, 'Send the secret of the new client, or null.')
    }
    const next = rowOf(context, edited(shown(control, row), body), { ...row, revision: row.revision + 1 })
    return store(context, next, 'sign_on.edit')
  },
})

type Written = Omit<z.output<typeof written>, 'client_secret'> & { readonly client_secret?: string | null | undefined }

/** Members of a row that stand in no body. */
type Kept = Pick<SignOnTable, 'id' | 'created' | 'revision' | 'client_secret'>

function rowOf({ control, organisation }: Context, body: Written, kept: Kept): SignOnTable {
  const secret = body.client_secret
  const sealed = (text: string): string => control.sealer.seal(text, clientSecretPlace({ organisation, id: kept.id }))
  return {
    id: kept.id,
    organisation,
    name: body.name,
    issuer: body.issuer,
    client_id: body.client_id,
    client_secret: secret === undefined ? kept.client_secret : secret === null ? null : sealed(secret),
    scopes: body.scopes,
    role_claim: body.role_claim,
    role_map: JSON.stringify(body.role_map),
    default_role: body.default_role ?? '',
    enabled: body.enabled ? 1 : 0,
    created: kept.created,
    revision: kept.revision,
  }
}

/** Over plain HTTP a secret of ours, and who people are, would travel in clear text: on this machine alone that harms nobody. */
function issuerProblem({ issuer }: SignOnTable): Problem | undefined {
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return undefined
  return wrongField('/body/issuer', 'The identity provider is reached without encryption.', 'Give an https address.')
}

/** Writes a row whose provider answers. Identities are another issuer's where the issuer changes: they are let go. */
async function store(context: Context, row: SignOnTable, action: string) {
  const unproved = proofProblem(context)
  const refused = unproved ?? issuerProblem(row)
  if (refused !== undefined) return refused
  const client = await clientOf(context.control, row)
  if (isProblem(client)) return client
  const { client_secret: _, ...detail } = row
  return mutate(context, { action, object: { kind: 'sign_on', id: row.id }, detail }, async (tx) => {
    if (action === 'sign_on.create') await tx.insertInto('sign_ons').values(row).execute()
    else {
      const written = await tx
        .updateTable('sign_ons')
        .set(row)
        .where('id', '=', row.id)
        .where('revision', '=', row.revision - 1)
        .returning('id')
        .executeTakeFirst()
      if (written === undefined) return unlessChanged(row.revision - 1, row.revision) ?? notFound
      await tx.deleteFrom('identities').where('sign_on', '=', row.id).where('issuer', '!=', row.issuer).execute()
    }
    return answer(shown(context.control, row), { revision: row.revision })
  })
}

export const removeSignOn = route({
  id: 'sign_on.remove',
  method: 'DELETE',
  path: '/organisations/{organisation}/sign-on/{sign_on}',
  tag,
  summary: 'Removes an identity provider; ends the sessions that single sign-on opened. Asks for a young proof.',
  permission: 'sign_on.edit',
  shapes: { params },
  async run(context, { params: { sign_on: id } }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const { organisation } = context
    const found = await mutate(context, { action: 'sign_on.remove', object: { kind: 'sign_on', id } }, async (tx) => {
      const row = await tx
        .deleteFrom('sign_ons')
        .where('id', '=', id)
        .where('organisation', '=', organisation)
        .returning('id')
        .executeTakeFirst()
      if (row === undefined) return notFound
      await tx.deleteFrom('identities').where('sign_on', '=', id).execute()
      await tx.deleteFrom('sign_on_journeys').where('sign_on', '=', id).execute()
      await tx.deleteFrom('sessions').where('organisation', '=', organisation).execute()
      await tx.deleteFrom('terminal_log_ins').where('organisation', '=', organisation).execute()
      return undefined
    })
    return found ?? done
  },
})
