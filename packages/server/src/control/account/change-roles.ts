/** Makes a member's roles others: what goes, what comes, and what goes with it. */
import type { Transaction } from '../../store/sql/tables.ts'
import { notFound, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { touchGrantsOf } from '../grant/of-account.ts'
import { isRole, reachOf } from '../permissions.ts'
import { giveRole } from './account.ts'
import { dropWhatWasGiven, type GivenRole, hasAdmin, LAST_ADMIN, mayGive, TOO_MUCH } from './membership.ts'

/** A role as it is held. */
interface HeldRole {
  readonly id: string
  readonly role: string
  readonly server: string
  readonly origin: string
}

interface Difference {
  readonly gone: readonly HeldRole[]
  readonly come: readonly GivenRole[]
}

/** What became of it. */
export interface ChangedRoles {
  /** API keys of the member that reached further than the member does now. */
  readonly revokedKeys: number
}

/**
 * Makes the roles that people gave a member those that are wanted; where none are, the identity provider's go, too.
 * Whoever leaves needs nobody's leave; the last admin of the whole organisation stays.
 */
export async function changeRoles(
  context: Context,
  account: string,
  wanted: readonly GivenRole[],
): Promise<ChangedRoles | Problem> {
  const { organisation } = context
  const action = wanted.length === 0 ? 'member.remove' : 'member.edit'
  return mutate(context, { action, object: { kind: 'account', id: account } }, async (tx, changing) => {
    const held = await tx
      .selectFrom('memberships')
      .select(['id', 'role', 'server', 'origin'])
      .where('organisation', '=', organisation)
      .where('account', '=', account)
      .execute()
    if (!sees(context, account, held)) return notFound
    const difference = differenceOf(held, wanted)
    if (!mayChange(context, account, difference)) return TOO_MUCH
    const { gone, come } = difference
    await write(tx, context, account, difference)
    if (gone.some(({ role }) => role === 'admin') && !(await hasAdmin(tx, organisation))) return LAST_ADMIN
    const revokedKeys = await dropWhatWasGiven(tx, context, organisation, account)
    await touchGrantsOf(tx, changing, account, organisation)
    changing.note({ gone: gone.map(plain), come: come.map(plain), revoked_keys: revokedKeys })
    return { revokedKeys }
  })
}

const plain = ({ role, server }: Pick<HeldRole, 'role' | 'server'>): { role: string; server: string } => ({
  role,
  server,
})

/** Who is admin of one server only edits who has to do with it. */
function sees({ actor, organisation }: Context, account: string, held: readonly HeldRole[]): boolean {
  if (held.length === 0) return false
  const reach = reachOf(actor, 'member.edit', organisation)
  return actor.id === account || reach === 'all' || held.some(({ server }) => reach.has(server))
}

function differenceOf(held: readonly HeldRole[], wanted: readonly GivenRole[]): Difference {
  const same = ({ role, server }: GivenRole, row: HeldRole): boolean => role === row.role && server === row.server
  return {
    gone: held.filter(
      (row) => (wanted.length === 0 || row.origin === 'given') && !wanted.some((role) => same(role, row)),
    ),
    come: wanted.filter((role) => !held.some((row) => same(role, row))),
  }
}

function mayChange({ actor, organisation }: Context, account: string, { gone, come }: Difference): boolean {
  const may = (role: GivenRole): boolean => mayGive(actor, organisation, role, account)
  if (!come.every(may)) return false
  return actor.id === account || gone.every(({ role, server }) => !isRole(role) || may({ role, server }))
}

async function write(tx: Transaction, context: Context, account: string, { gone, come }: Difference): Promise<void> {
  const { organisation } = context
  const ids = gone.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('memberships').where('id', 'in', ids).execute()
  for (const role of come) await giveRole(tx, context, { ...role, organisation, account, origin: 'given' })
}
