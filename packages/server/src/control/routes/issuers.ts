/** Routes: issuers elsewhere whose tokens prove grants. */
import { z } from 'zod'
import { isProblem, type Problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { createIssuer, deleteIssuer, editIssuer, findIssuer } from '../authorization/issuer/edit-issuer.ts'
import { ALGORITHMS, CLAIM_RULES, type IssuerRow, readIssuer } from '../authorization/issuer/issuer.ts'
import { createTokenReader } from '../authorization/issuer/read-token.ts'
import { GRANT_LABEL } from '../grant/grant.ts'

const tag = 'Issuers'
const inOrganisation = z.object({ organisation: z.string() })
const oneIssuer = z.object({ organisation: z.string(), issuer: z.string().max(64) })
const ALL = '/organisations/{organisation}/issuers'
const ONE = `${ALL}/{issuer}`

const url = z.string().min(1).max(500)
const algorithms = z.array(z.enum(ALGORITHMS)).min(1).max(ALGORITHMS.length)

const fields = {
  label: GRANT_LABEL,
  issuer: url.describe('Exactly as its tokens name it (`iss`).'),
  jwks_uri: url.nullable().describe('Where its keys are; null: where its metadata say.'),
  algorithms: algorithms.describe('Signatures that are taken.'),
  rules: CLAIM_RULES,
  enabled: z.boolean(),
}

const ISSUER_VIEW = z.object({ id: z.string(), ...fields, created: z.int(), revision: z.int() })

function view({
  organisation: _,
  jwks_uri,
  enabled,
  algorithms: taken,
  ...row
}: IssuerRow): z.input<typeof ISSUER_VIEW> {
  return {
    ...row,
    jwks_uri: jwks_uri === '' ? null : jwks_uri,
    enabled: enabled === 1,
    algorithms: ALGORITHMS.filter((one) => taken.includes(one)),
    rules: [...row.rules],
  }
}

const shown = (row: IssuerRow | Problem) => (isProblem(row) ? row : answer(view(row), { revision: row.revision }))

export const listIssuers = route({
  id: 'issuers.list',
  method: 'GET',
  path: ALL,
  tag,
  summary: 'Issuers elsewhere whose tokens prove grants.',
  permission: 'issuer.edit',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(ISSUER_VIEW).readonly() }) },
  async run({ control: { db }, organisation }) {
    const rows = await db
      .selectFrom('issuers')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('label')
      .orderBy('id')
      .execute()
    return answer({ items: rows.map((row) => view(readIssuer(row))) })
  },
})

export const createIssuerRoute = route({
  id: 'issuers.create',
  method: 'POST',
  path: ALL,
  tag,
  summary: 'Trusts an issuer: its signed tokens (JWT) prove grants.',
  description:
    'A token has to be signed with a key of the issuer, name the issuer, not be over, and be made for exactly the resource it is sent to: `aud` is the URL of the MCP endpoint, such as `https://gate.example.com/mcp/shop`. The first rule that fits its claims says which grant it proves.',
  permission: 'issuer.edit',
  status: 201,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      ...fields,
      jwks_uri: fields.jwks_uri.default(null),
      algorithms: fields.algorithms.default(['RS256', 'PS256', 'ES256', 'EdDSA']),
      rules: fields.rules.default([]),
      enabled: fields.enabled.default(true),
    }),
    answer: ISSUER_VIEW,
  },
  run: async (context, { body }) => shown(await createIssuer(context, body)),
})

export const readIssuerRoute = route({
  id: 'issuers.read',
  method: 'GET',
  path: ONE,
  tag,
  summary: 'One issuer.',
  permission: 'issuer.edit',
  shapes: { params: oneIssuer, answer: ISSUER_VIEW },
  run: async ({ control, organisation }, { params }) =>
    shown(await findIssuer(control.db, organisation, params.issuer)),
})

export const editIssuerRoute = route({
  id: 'issuers.edit',
  method: 'PATCH',
  path: ONE,
  tag,
  summary: 'Changes an issuer; tokens that it gave are verified anew.',
  permission: 'issuer.edit',
  ifMatch: 'required',
  shapes: { params: oneIssuer, body: z.strictObject(fields).partial(), answer: ISSUER_VIEW },
  run: async (context, { params, body }) => shown(await editIssuer(context, params.issuer, body)),
})

export const deleteIssuerRoute = route({
  id: 'issuers.delete',
  method: 'DELETE',
  path: ONE,
  tag,
  summary: 'Trusts an issuer no longer: its tokens prove nothing from now on.',
  permission: 'issuer.edit',
  shapes: { params: oneIssuer },
  run: async (context, { params }) => (await deleteIssuer(context, params.issuer)) ?? done,
})

export const tryIssuer = route({
  id: 'issuers.try',
  method: 'POST',
  path: `${ONE}/try`,
  tag,
  summary: 'Says what a token would prove; nothing comes of it, and it is not kept.',
  permission: 'issuer.edit',
  once: true,
  shapes: {
    params: oneIssuer,
    body: z.strictObject({
      token: z.string().max(8192),
      resource: url.describe('The MCP endpoint that it would be sent to.'),
    }),
    answer: z.object({
      grant: z.string().nullable().describe('Id of the grant that it proves; null: none.'),
      because: z.string().describe('Why it proves none.'),
    }),
  },
  async run({ control, organisation }, { params, body }) {
    const found = await findIssuer(control.db, organisation, params.issuer)
    if (isProblem(found)) return found
    const proved = await createTokenReader(control).verify(body.token, body.resource, found)
    return answer(proved.ok ? { grant: proved.grant, because: '' } : { grant: null, because: proved.because })
  },
})
