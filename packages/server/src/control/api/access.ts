/** Whether somebody may ask a route. */
import type { Actor } from '../actor.ts'
import type { Control } from '../control.ts'
import { belongs, may, reachOf } from '../permissions.ts'
import { notFound, type Problem, problem } from './problem.ts'
import type { Route } from './route.ts'

/** Finds the id of the server with that slug in the organisation. */
export type ServerOf = (control: Control, organisation: string, slug: string) => Promise<string | undefined>

/** A question to a route. */
export interface Asking {
  readonly route: Route
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
}

/** Why the actor may not ask; to those who do not belong to an organisation nothing of it exists. */
export async function refusal(control: Control, serverOf: ServerOf, asking: Asking): Promise<Problem | undefined> {
  const { permission, id } = asking.route
  const { actor, params } = asking
  if (permission === 'public' || permission === 'signed_in') return undefined
  if (permission === 'operator') return actor.operator ? undefined : notFound
  const { organisation } = params
  if (organisation === undefined) throw new Error(`The path of ${id} names no organisation.`)
  if (actor.withheld?.includes(organisation)) return SECOND_FACTOR_WANTED
  if (!belongs(actor, organisation) || !(await exists(control, organisation))) return notFound
  return may(actor, permission, organisation) ? undefined : forOneServer(control, serverOf, asking)
}

const SECOND_FACTOR_WANTED = problem(
  'second_factor_required',
  'The organisation wants a second factor of its members.',
  {
    remedy:
      'Set one up under `/account`; who has one logs in again with it. Who comes by single sign-on gives it to the identity provider, and logs in again.',
  },
)

/** What becomes of those whose roles, if they have any, are for one server alone. */
async function forOneServer(control: Control, serverOf: ServerOf, asking: Asking): Promise<Problem | undefined> {
  const { route, actor, params } = asking
  const { permission, perServer } = route
  const { organisation = '', server } = params
  if (permission === 'public' || permission === 'signed_in' || permission === 'operator') return undefined
  const reach = reachOf(actor, permission, organisation)
  if (reach === 'all') return undefined
  if (server === undefined) return perServer === true && reach.size > 0 ? undefined : forbidden(permission)
  const id = await serverOf(control, organisation, server)
  if (id !== undefined && reach.has(id)) return undefined
  // A server that is not theirs does not exist for those who have a role for another one.
  return id === undefined || !may(actor, 'server.read', organisation, id) ? notFound : forbidden(permission)
}

const forbidden = (permission: string): Problem =>
  problem('forbidden', `Your role does not include \`${permission}\`.`, {
    remedy: 'Ask an admin of the organisation to do it, or for another role.',
  })

async function exists({ db }: Control, organisation: string): Promise<boolean> {
  const row = await db.selectFrom('organisations').select('id').where('id', '=', organisation).executeTakeFirst()
  return row !== undefined
}
