/** Routes: teams, which policies name as `team:<name>` among those who may answer. */
import { z } from 'zod'
import { isProblem, notFound, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { teamUses } from '../approval/team-uses.ts'
import { mutate } from '../change/mutate.ts'

const PATH = '/organisations/{organisation}/teams'
const inOrganisation = z.object({ organisation: z.string() })
const oneTeam = inOrganisation.extend({ team: z.string().regex(/^[A-Za-z0-9_.@-]{1,64}$/) })
const TEAM_VIEW = z.object({ team: z.string(), accounts: z.array(z.string()).describe('Ids of members.') })

const LISTED_TEAM = TEAM_VIEW.extend({
  policies: z.array(z.string()).readonly().describe('Names of policies in force that let it answer.'),
})

export const listTeams = route({
  id: 'teams.list',
  method: 'GET',
  path: PATH,
  tag: 'Members',
  summary: 'Teams, who is in them, and which policies name them.',
  permission: 'member.read',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(LISTED_TEAM) }) },
  async run({ control, organisation }) {
    const rows = await control.db
      .selectFrom('approval_teams')
      .select(['team', 'account'])
      .where('organisation', '=', organisation)
      .orderBy('team')
      .orderBy('account')
      .execute()
    const teams = [...new Set(rows.map(({ team }) => team))]
    const uses = await teamUses(control.db, organisation)
    const items = teams.map((team) => ({
      team,
      policies: uses.get(team) ?? [],
      accounts: rows.filter((row) => row.team === team).map(({ account }) => account),
    }))
    return answer({ items })
  },
})

export const putTeam = route({
  id: 'teams.put',
  method: 'PUT',
  path: `${PATH}/{team}`,
  tag: 'Members',
  summary: 'Says who is in a team.',
  permission: 'member.edit',
  shapes: {
    params: oneTeam,
    body: z.strictObject({ accounts: z.array(z.string().max(100)).min(1).max(200) }),
    answer: TEAM_VIEW,
  },
  async run(context, { params: { team }, body }) {
    const { organisation } = context
    const accounts = [...new Set(body.accounts)].sort()
    const change = { action: 'team.put', object: { kind: 'team', id: team }, detail: { accounts } }
    return mutate(context, change, async (tx) => {
      const members = await tx
        .selectFrom('memberships')
        .select('account')
        .distinct()
        .where('organisation', '=', organisation)
        .where('account', 'in', accounts)
        .execute()
      if (members.length < accounts.length)
        return wrongField('/body/accounts', 'Somebody among them is no member.', 'Name ids of members.')
      await tx.deleteFrom('approval_teams').where('organisation', '=', organisation).where('team', '=', team).execute()
      await tx
        .insertInto('approval_teams')
        .values(accounts.map((account) => ({ organisation, team, account })))
        .execute()
      return answer({ team, accounts })
    })
  },
})

export const removeTeam = route({
  id: 'teams.remove',
  method: 'DELETE',
  path: `${PATH}/{team}`,
  tag: 'Members',
  summary: 'Removes a team: whoever was named by it alone answers nothing any more.',
  permission: 'member.edit',
  shapes: { params: oneTeam },
  async run(context, { params: { team } }) {
    const { organisation } = context
    const change = { action: 'team.remove', object: { kind: 'team', id: team } }
    const removed = await mutate(context, change, async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('approval_teams')
        .where('organisation', '=', organisation)
        .where('team', '=', team)
        .executeTakeFirst()
      return numDeletedRows === 0n ? notFound : undefined
    })
    return isProblem(removed) ? removed : done
  },
})
