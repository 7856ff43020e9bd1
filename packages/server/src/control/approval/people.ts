/** Who may answer a question, by right of their own or in somebody's stead. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import type { Actor } from '../actor.ts'
import { type Problem, problem } from '../api/problem.ts'
import { readApprovers } from './asked-rules.ts'
import { isApprover, isInEach, isOwner, type Person } from './person.ts'

/** Somebody, and those in whose stead they may answer at present. */
export interface Answering {
  readonly self: Person
  readonly delegators: readonly Person[]
}

/** The people of these accounts, who belong to the organisation and may log in. */
export async function peopleOf(
  db: Database | Transaction,
  organisation: string,
  accounts?: readonly string[],
): Promise<readonly Person[]> {
  if (accounts?.length === 0) return []
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select(['accounts.id', 'email', 'role', 'server'])
    .where('organisation', '=', organisation)
    .where('disabled', '=', 0)
    .$if(accounts !== undefined, (query) => query.where('account', 'in', accounts ?? []))
    .execute()
  const teams = await db
    .selectFrom('approval_teams')
    .select(['team', 'account'])
    .where('organisation', '=', organisation)
    .execute()
  const ids = [...new Set(rows.map(({ id }) => id))]
  return ids.map((account) => {
    const own = rows.filter(({ id }) => id === account)
    return {
      account,
      email: own[0]?.email ?? undefined,
      roles: own.map(({ role, server }) => ({ role, server })),
      teams: new Set(teams.flatMap((row) => (row.account === account ? [row.team] : []))),
    }
  })
}

/** The actor as a person; undefined for all but people in a session of their own. */
export async function answeringOf(
  db: Database | Transaction,
  { actor, organisation, at }: { readonly actor: Actor; readonly organisation: string; readonly at: Instant },
): Promise<Answering | undefined> {
  if (actor.kind !== 'account' || actor.session === undefined) return undefined
  const account = await db.selectFrom('accounts').select('email').where('id', '=', actor.id).executeTakeFirst()
  const teams = await db
    .selectFrom('approval_teams')
    .select('team')
    .where('organisation', '=', organisation)
    .where('account', '=', actor.id)
    .execute()
  // What the session may is what counts, which may be less than the account.
  const roles = actor.memberships
    .filter((one) => one.organisation === organisation)
    .map(({ role, server }) => ({ role, server: server ?? '' }))
  return {
    self: {
      account: actor.id,
      email: account?.email ?? undefined,
      roles,
      teams: new Set(teams.map(({ team }) => team)),
    },
    delegators: await delegatorsOf(db, organisation, actor.id, at),
  }
}

/** Who answers in whose stead at an instant: ids of accounts. */
export async function delegationsOf(
  db: Database | Transaction,
  organisation: string,
  at: Instant,
): Promise<readonly { readonly from: string; readonly to: string }[]> {
  const rows = await db
    .selectFrom('approval_delegations')
    .select(['from_account', 'to_account'])
    .where('organisation', '=', organisation)
    .where('until', '>', at)
    .where('ended', 'is', null)
    .execute()
  return rows.map(({ from_account: from, to_account: to }) => ({ from, to }))
}

/** Those who let this account answer in their stead now. */
async function delegatorsOf(
  db: Database | Transaction,
  organisation: string,
  account: string,
  at: Instant,
): Promise<readonly Person[]> {
  const given = await delegationsOf(db, organisation, at)
  const accounts = given.filter(({ to }) => to === account).map(({ from }) => from)
  return peopleOf(db, organisation, [...new Set(accounts)])
}

/** What of a question decides who may answer. */
export type AskedRow = Pick<ApprovalTable, 'owner' | 'grant_id' | 'server' | 'approvers' | 'four_eyes' | 'narrowed_by'>

/** Those as whom they may answer, themselves first; four eyes leave out the owner, and whoever edited the call. */
export function principalsFor(row: AskedRow, { self, delegators }: Answering): readonly Person[] {
  const lists = readApprovers(row.approvers)
  const named = [self, ...delegators].filter((person) => isInEach(lists, person, row))
  if (row.four_eyes === 0) return named
  const isRequester = (person: Person): boolean => isOwner(person, row) || person.account === row.narrowed_by
  return isRequester(self) ? [] : named.filter((person) => !isRequester(person))
}

/** Why they may not answer, for people. */
export function whyNot(row: AskedRow, { self, delegators }: Answering): Problem {
  if (row.four_eyes === 1 && isOwner(self, row)) return FOUR_EYES
  if (row.four_eyes === 1 && row.narrowed_by === self.account) return EDITED
  const wanted = readApprovers(row.approvers).map((list) => list.join(', '))
  const also = delegators.length === 0 ? '' : ' Nor may those in whose stead you answer.'
  return problem('forbidden', `The policy lets others answer: ${wanted.join('; and also ')}.${also}`, {
    remedy: 'Ask one of them, or an admin to change the policy.',
  })
}

const FOUR_EYES = problem('forbidden', 'The policy wants four eyes, and the grant is yours.', {
  remedy: 'Let somebody else answer.',
})
const EDITED = problem('forbidden', 'The policy wants four eyes, and you narrowed this call.', {
  remedy: 'Let somebody else approve what you made of it.',
})

/** Whether they may look at everything of a question, its parameters included. */
export const mayLook = (row: AskedRow, answering: Answering): boolean =>
  [answering.self, ...answering.delegators].some(
    (person) => isApprover(person, row) || isInEach(readApprovers(row.approvers), person, row),
  )

/**
 * Whether four eyes can be told apart: not where the grant's owner is nobody that has an account, unless it is nobody's.
 */
export async function isOwnerKnown(
  db: Database | Transaction,
  { owner, grant_id: grant }: Pick<ApprovalTable, 'owner' | 'grant_id'>,
): Promise<boolean> {
  if (owner === grant) return true
  const found = await db
    .selectFrom('accounts')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', owner), eb('email', '=', owner.toLowerCase())]))
    .executeTakeFirst()
  return found !== undefined
}
