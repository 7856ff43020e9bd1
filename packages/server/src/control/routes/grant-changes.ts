/** Routes: what becomes of grants: other tokens, suspended, confirmed, revoked, raised for a while. */
import { z } from 'zod'
import { isProblem, type Problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { EFFECTIVE } from '../gateways/effective.ts'
import { changeState, confirmGrants, type NextState } from '../grant/change-state.ts'
import { type GrantRow, REASON } from '../grant/grant.ts'
import { GRANT_VIEW, type GrantView, RAISE_VIEW } from '../grant/grant-view.ts'
import { endRaise, raiseGrant } from '../grant/raise.ts'
import { rotateToken } from '../grant/token.ts'
import { GRANT, inOrganisation, oneGrant, tag } from './grant-shapes.ts'
import { shownGrant } from './grants.ts'

const LONGEST_OVERLAP = 30 * 24 * 3600

const facts = { method: 'POST', tag, permission: 'grant.edit', perServer: true } as const

async function shown(context: Context, row: GrantRow | Problem): Promise<GrantView | Problem> {
  return isProblem(row) ? row : shownGrant(context, row)
}

/** What takes rights away says how far it has come. */
const TAKEN_AWAY = GRANT_VIEW.extend({ effective: EFFECTIVE })

async function takeAway(context: Context, id: string, to: NextState, reason: string) {
  const grant = await shown(context, await changeState(context, id, { to, reason }))
  if (isProblem(grant)) return grant
  return answer({ ...grant, effective: await context.control.gateways.everywhere() }, { revision: grant.revision })
}

const answered = (grant: GrantView | Problem) =>
  isProblem(grant) ? grant : answer(grant, { revision: grant.revision })

async function put(context: Context, id: string, to: NextState, reason: string) {
  return answered(await shown(context, await changeState(context, id, { to, reason })))
}

export const rotateGrant = route({
  ...facts,
  id: 'grants.rotate',
  path: `${GRANT}/rotate`,
  summary: 'Gives the grant another token, shown once.',
  description: 'Tokens before it are good for `overlap` seconds more. Its counters go on as they are.',
  once: true,
  shapes: {
    params: oneGrant,
    body: z.strictObject({
      overlap: z
        .int()
        .min(0)
        .max(LONGEST_OVERLAP)
        .default(0)
        .describe('Seconds for which the tokens before it stay good; 0: they end now.'),
    }),
    answer: z.object({ grant: GRANT_VIEW, token: z.string().describe('Shown once.') }),
  },
  async run(context, { params, body }) {
    const rotated = await rotateToken(context, params.grant, body.overlap)
    if (isProblem(rotated)) return rotated
    const grant = await shownGrant(context, rotated.grant)
    return isProblem(grant) ? grant : answer({ grant, token: rotated.token })
  },
})

export const revokeGrant = route({
  ...facts,
  id: 'grants.revoke',
  path: `${GRANT}/revoke`,
  summary: 'Revokes the grant at once and for good; its streams end.',
  shapes: { params: oneGrant, body: z.strictObject({ reason: REASON.optional() }), answer: TAKEN_AWAY },
  run: (context, { params, body }) => takeAway(context, params.grant, 'revoked', body.reason ?? ''),
})

export const suspendGrant = route({
  ...facts,
  id: 'grants.suspend',
  path: `${GRANT}/suspend`,
  summary: 'Suspends the grant until somebody confirms it.',
  shapes: { params: oneGrant, body: z.strictObject({ reason: REASON }), answer: TAKEN_AWAY },
  run: (context, { params, body }) => takeAway(context, params.grant, 'suspended', body.reason),
})

export const confirmGrant = route({
  ...facts,
  id: 'grants.confirm',
  path: `${GRANT}/confirm`,
  summary: 'Confirms a grant that is suspended: its tokens are good again.',
  shapes: { params: oneGrant, answer: GRANT_VIEW },
  run: (context, { params }) => put(context, params.grant, 'active', ''),
})

export const confirmAllGrants = route({
  id: 'grants.confirm_all',
  method: 'POST',
  path: '/organisations/{organisation}/confirm-grants',
  tag,
  summary: 'Confirms grants that are suspended, such as after a backup was restored: those that are named, or all.',
  permission: 'grant.edit',
  shapes: {
    params: inOrganisation,
    body: z.strictObject({ grants: z.union([z.array(z.string().max(64)).max(500), z.literal('all')]) }),
    answer: z.object({ confirmed: z.array(z.string()).readonly() }),
  },
  async run(context, { body }) {
    const confirmed = await confirmGrants(context, body.grants === 'all' ? undefined : body.grants)
    return isProblem(confirmed) ? confirmed : answer({ confirmed })
  },
})

export const raiseGrantRoute = route({
  ...facts,
  id: 'grants.raise',
  path: `${GRANT}/raises`,
  summary: 'Puts another policy over the grant on one server for a while; it ends by itself.',
  description: 'At most 31 days. Baselines stand over it all the same. A later one takes its place.',
  status: 201,
  shapes: {
    params: oneGrant,
    body: z.strictObject({
      server: z.string().max(64).describe('Slug.'),
      policy: z.string().min(1).max(64).describe('Name or id.'),
      until: z.int().describe('Milliseconds since 1970-01-01, UTC.'),
      reason: REASON,
    }),
    answer: RAISE_VIEW.omit({ server: true, policy: true }).extend({ server: z.string(), policy: z.string() }),
  },
  async run(context, { params, body }) {
    const raise = await raiseGrant(context, params.grant, body)
    return isProblem(raise) ? raise : answer({ ...raise, server: body.server, policy: body.policy })
  },
})

export const endRaiseRoute = route({
  ...facts,
  id: 'grants.raise_end',
  method: 'DELETE',
  path: `${GRANT}/raises/{raise}`,
  summary: 'Ends a raise before its time.',
  shapes: { params: oneGrant.extend({ raise: z.string().max(64) }) },
  run: async (context, { params }) => (await endRaise(context, params.grant, params.raise)) ?? done,
})
