/** Identity providers by which members log in (OpenID Connect). */
import { Fingerprint, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ProviderDialog } from './provider-dialog.tsx'

type Provider = Answer<'sign_on.list'>['items'][number]

/** The section. */
export function SingleSignOn() {
  const organisation = useOrganisation()
  const providers = useRead('sign_on.list', { params: { organisation } })
  const [open, setOpen] = useState<Provider | 'new'>()
  return (
    <Panel
      flush
      title="Single sign-on"
      actions={
        <Button size="small" icon={Plus} onClick={() => setOpen('new')}>
          New provider
        </Button>
      }
    >
      <Loaded query={providers}>
        {({ body: { items } }) => (
          <DataTable
            label="Identity providers"
            rows={items}
            rowId={({ id }) => id}
            onOpen={setOpen}
            columns={[
              { id: 'name', head: 'Name', cell: ({ name }) => <span className="one-line block">{name}</span> },
              {
                id: 'issuer',
                head: 'Issuer',
                width: 'minmax(0,1.6fr)',
                wideOnly: true,
                cell: ({ issuer }) => (
                  <span className="one-line block font-mono text-[0.92rem] text-ink-soft">{issuer}</span>
                ),
              },
              {
                id: 'state',
                head: 'State',
                width: '5rem',
                cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'none'}>{enabled ? 'On' : 'Off'}</Badge>,
              },
            ]}
            empty={
              <Empty icon={Fingerprint} title="Members log in with passwords and passkeys">
                With an identity provider they come in by single sign-on, and its groups give them their roles.
              </Empty>
            }
          />
        )}
      </Loaded>
      {open !== undefined && (
        <ProviderDialog provider={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Panel>
  )
}
