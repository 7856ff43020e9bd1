/** Keys of programs that use the API. */
import { Ellipsis, KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useChange, usePages } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Panel } from '../../../ui/page.tsx'
import { SecretDialog } from '../../../ui/secret-dialog.tsx'
import { Bones, Empty, Failed } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { roleWords } from '../../members/given-role.tsx'
import { NewKey } from './new-key.tsx'

type Key = Answer<'keys.list'>['items'][number]

/** The section. */
export function ApiKeys() {
  const organisation = useOrganisation()
  const may = useMay('key.edit')
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<string>()
  const keys = usePages('keys.list', { params: { organisation }, query: { limit: 100 } })
  const revoke = useRevoke()
  return (
    <Panel
      flush
      title="API keys"
      actions={
        may && (
          <Button size="small" icon={Plus} onClick={() => setMaking(true)}>
            New key
          </Button>
        )
      }
    >
      {keys.isError ? (
        <Failed error={keys.error} again={keys.refetch} />
      ) : keys.isPending ? (
        <Bones />
      ) : (
        <DataTable
          label="API keys"
          rows={keys.items}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'name',
              head: 'Name',
              width: 'minmax(0,1.5fr)',
              cell: ({ name, hint }) => (
                <span className="one-line block">
                  {name} <code className="text-ink-soft">{hint}…</code>
                </span>
              ),
            },
            { id: 'role', head: 'Role', cell: (key) => <span className="one-line block">{roleWords(key)}</span> },
            {
              id: 'used',
              head: 'Last use',
              wideOnly: true,
              cell: ({ used }) =>
                used === null ? <span className="text-ink-soft">never</span> : <Instant at={used} />,
            },
            {
              id: 'expires',
              head: 'Ends',
              wideOnly: true,
              cell: ({ expires }) => (expires === null ? 'never' : <Instant at={expires} />),
            },
            {
              id: 'more',
              head: '',
              width: '2rem',
              cell: (key) => may && <KeyMenu onRevoke={() => void revoke(key)} name={key.name} />,
            },
          ]}
          more={keys.hasNextPage ? { load: keys.fetchNextPage, loading: keys.isFetchingNextPage } : undefined}
          empty={
            <Empty icon={KeyRound} title="No API keys">
              Programs, such as a CI that applies policies, use one to ask the API.
            </Empty>
          }
        />
      )}
      {making && (
        <NewKey
          onClose={() => setMaking(false)}
          onMade={(secret) => {
            setMaking(false)
            setMade(secret)
          }}
        />
      )}
      {made !== undefined && (
        <SecretDialog title="The new key" name="key" secret={made} onClose={() => setMade(undefined)}>
          <p>
            Programs send it as <code>Authorization: Bearer …</code>; for commands:{' '}
            <code>portcullis login --token</code>.
          </p>
        </SecretDialog>
      )}
    </Panel>
  )
}

function KeyMenu({ name, onRevoke }: { readonly name: string; readonly onRevoke: () => void }) {
  return (
    <Menu
      trigger={<IconButton icon={Ellipsis} size="small" label={`More about ${name}`} className="relative z-10" />}
      items={[{ label: 'Revoke', danger: true, onSelect: onRevoke }]}
    />
  )
}

function useRevoke(): (key: Key) => Promise<void> {
  const organisation = useOrganisation()
  const revoke = useChange('keys.revoke')
  return async ({ id, name }) => {
    const sure = await confirm({
      title: `Revoke the key ${name}?`,
      consequence: 'Programs that use it are refused from now on. It cannot be brought back.',
      action: 'Revoke it',
    })
    if (!sure) return
    revoke.mutate(
      { params: { organisation, key: id } },
      { onSuccess: () => sayDone(`The key ${name} is revoked.`), onError: sayFailed },
    )
  }
}
