/** Teams: whom policies name together among those who may answer. */
import { Plus, UsersRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usePages, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { Button } from '../../../ui/button.tsx'
import { Page, Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { MembersTabs } from '../members-tabs.tsx'
import type { Team } from './team.ts'
import { TeamDialog } from './team-dialog.tsx'

/** The page. */
export function TeamsPage() {
  const organisation = useOrganisation()
  const may = useMay('member.edit')
  const teams = useRead('teams.list', { params: { organisation } })
  const [open, setOpen] = useState<Team | 'new'>()
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setOpen('new')}>
      New team
    </Button>
  )
  return (
    <Page
      title="Teams"
      lead="Policies name a team among those who may answer: “team:treasury”. Who is in it may change without the policy."
      actions={may && add}
    >
      <MembersTabs />
      <Panel flush>
        <Loaded query={teams}>
          {({ body: { items } }) => <TeamTable teams={items} {...(may && { onOpen: setOpen, add })} />}
        </Loaded>
      </Panel>
      {open !== undefined && (
        <TeamDialog
          team={open === 'new' ? undefined : open}
          taken={teams.data?.body.items.map(({ team }) => team) ?? []}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  )
}

interface TeamTableProps {
  readonly teams: readonly Team[]
  readonly onOpen?: (team: Team) => void
  readonly add?: ReactNode
}

function TeamTable({ teams, onOpen, add }: TeamTableProps) {
  const organisation = useOrganisation()
  const members = usePages('members.list', { params: { organisation }, query: { limit: 200 } })
  const names = new Map(members.items.map(({ account, name }) => [account, name]))
  const columns: readonly Column<Team>[] = [
    {
      id: 'team',
      head: 'Team',
      width: 'minmax(0,1fr)',
      cell: ({ team }) => <span className="one-line block font-mono text-[0.92rem]">{team}</span>,
      sort: ({ team }) => team.toLowerCase(),
    },
    {
      id: 'members',
      head: 'Members',
      width: 'minmax(0,2fr)',
      cell: ({ accounts }) => <span className="line-clamp-2 break-words">{peopleWords(accounts, names)}</span>,
    },
    {
      id: 'policies',
      head: 'Named by',
      width: 'minmax(0,1fr)',
      wideOnly: true,
      cell: ({ policies }) => (
        <span className="line-clamp-2 break-words text-ink-soft">{policies.join(', ') || 'no policy'}</span>
      ),
    },
  ]
  return (
    <DataTable
      label="Teams"
      columns={columns}
      rows={teams}
      rowId={({ team }) => team}
      {...(onOpen && { onOpen })}
      empty={
        <Empty icon={UsersRound} title="There are no teams yet" action={add}>
          With a team a policy can ask treasury, say, whoever is in it at the time.
        </Empty>
      }
    />
  )
}

/** “Ana, Ben and 1 who left” */
function peopleWords(accounts: readonly string[], names: ReadonlyMap<string, string>): string {
  const known = accounts.flatMap((account) => names.get(account) ?? [])
  const left = accounts.length - known.length
  const words = known.map((name) => visible(name)).join(', ')
  if (left === 0) return words
  return `${words}${words === '' ? '' : ' and '}${left} who ${left === 1 ? 'is' : 'are'} not shown`
}
