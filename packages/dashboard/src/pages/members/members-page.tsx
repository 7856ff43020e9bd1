/** Who belongs to the organisation, as what; and who is invited. */
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation, useWho } from '../../api/who.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { Bones, Failed } from '../../ui/states.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { roleWords } from './given-role.tsx'
import { Invitations } from './invitations.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import type { Member } from './member.ts'
import { MemberDialog } from './member-dialog.tsx'
import { MembersTabs } from './members-tabs.tsx'

const COLUMNS: readonly Column<Member>[] = [
  {
    id: 'name',
    head: 'Name',
    width: 'minmax(0,1.4fr)',
    cell: ({ name, email }) => (
      <span className="block">
        <span className="one-line block">{name}</span>
        <span className="one-line block text-[0.92rem] font-normal text-ink-soft">{email}</span>
      </span>
    ),
    sort: ({ name }) => name.toLowerCase(),
  },
  {
    id: 'roles',
    head: 'Roles',
    width: 'minmax(0,1.4fr)',
    cell: ({ roles }) => (
      <span className="flex flex-wrap gap-1">
        {roles.map((role) => (
          <Badge key={roleWords(role)} tone={role.role === 'admin' ? 'accent' : 'none'}>
            {roleWords(role)}
          </Badge>
        ))}
      </span>
    ),
  },
  {
    id: 'second',
    head: 'Second factor',
    width: '8rem',
    wideOnly: true,
    cell: ({ second_factor, disabled }) =>
      disabled ? (
        <Badge tone="worst">Disabled</Badge>
      ) : second_factor ? (
        <Badge tone="good">Yes</Badge>
      ) : (
        <span className="text-ink-soft">No</span>
      ),
  },
  {
    id: 'since',
    head: 'Since',
    width: '7rem',
    align: 'right',
    wideOnly: true,
    cell: ({ since }) => <Instant at={since} />,
    sort: ({ since }) => since,
  },
]

/** The page. */
export function MembersPage() {
  const organisation = useOrganisation()
  const { label } = useWho()
  const may = useMay('member.edit')
  const [open, setOpen] = useState<Member>()
  const [inviting, setInviting] = useState(false)
  const [link, setLink] = useState<{ readonly link: string; readonly mailed: boolean }>()
  const members = usePages('members.list', { params: { organisation }, query: { limit: 200 } })
  return (
    <Page
      title="Members"
      lead={`People of ${label}, and what they may do.`}
      actions={
        may && (
          <Button kind="primary" icon={UserPlus} onClick={() => setInviting(true)}>
            Invite
          </Button>
        )
      }
    >
      <MembersTabs />
      <div className="grid gap-5">
        <Panel flush>
          {members.isError ? (
            <Failed error={members.error} again={members.refetch} />
          ) : members.isPending ? (
            <Bones />
          ) : (
            <DataTable
              label="Members"
              columns={COLUMNS}
              rows={members.items}
              rowId={({ account }) => account}
              {...(may && { onOpen: setOpen })}
              more={
                members.hasNextPage ? { load: members.fetchNextPage, loading: members.isFetchingNextPage } : undefined
              }
            />
          )}
        </Panel>
        {may && <Invitations />}
      </div>
      {open && <MemberDialog member={open} onClose={() => setOpen(undefined)} />}
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onMade={(made) => {
            setInviting(false)
            setLink(made)
          }}
        />
      )}
      {link && (
        <SecretDialog title="The invitation" name="link" secret={link.link} onClose={() => setLink(undefined)}>
          <p>{link.mailed ? 'It was mailed too.' : 'Give it to the person.'} It is good once, for seven days.</p>
        </SecretDialog>
      )}
    </Page>
  )
}
