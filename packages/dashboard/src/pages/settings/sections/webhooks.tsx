/** Addresses that are told of what happens. */
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/page.tsx'
import { SecretDialog } from '../../../ui/secret-dialog.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

type Webhook = Answer<'webhooks.list'>['items'][number]

/** The section. */
export function Webhooks() {
  const organisation = useOrganisation()
  const webhooks = useRead('webhooks.list', { params: { organisation } })
  const [open, setOpen] = useState<Webhook | 'new'>()
  const [secret, setSecret] = useState<string>()
  return (
    <Panel
      flush
      title="Webhooks"
      actions={
        <Button size="small" icon={Plus} onClick={() => setOpen('new')}>
          New webhook
        </Button>
      }
    >
      <Loaded query={webhooks}>
        {({ body: { items } }) => (
          <DataTable
            label="Webhooks"
            rows={items}
            rowId={({ id }) => id}
            onOpen={setOpen}
            columns={[
              { id: 'label', head: 'Name', cell: ({ label }) => <span className="one-line block">{label}</span> },
              {
                id: 'url',
                head: 'Address',
                width: 'minmax(0,1.6fr)',
                wideOnly: true,
                cell: ({ url }) => (
                  <span className="one-line block font-mono text-[0.92rem] text-ink-soft" title={url}>
                    {url}
                  </span>
                ),
              },
              {
                id: 'events',
                head: 'Told of',
                wideOnly: true,
                cell: ({ events }) => (
                  <span className="one-line block" title={events.join(', ')}>
                    {events.join(', ')}
                  </span>
                ),
              },
              {
                id: 'active',
                head: 'State',
                width: '5rem',
                cell: ({ active }) => <Badge tone={active ? 'good' : 'none'}>{active ? 'On' : 'Off'}</Badge>,
              },
            ]}
            empty={
              <Empty icon={WebhookIcon} title="No webhooks">
                Other systems can be told of refusals, changes and approvals: signed, and tried again where they do not
                answer.
              </Empty>
            }
          />
        )}
      </Loaded>
      {open !== undefined && (
        <WebhookDialog
          webhook={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
          onMade={(made) => {
            setOpen(undefined)
            setSecret(made)
          }}
        />
      )}
      {secret !== undefined && (
        <SecretDialog title="The webhook’s secret" name="secret" secret={secret} onClose={() => setSecret(undefined)}>
          <p>
            The receiver judges by it whether a delivery is ours (Standard Webhooks: <code>webhook-signature</code>).
          </p>
        </SecretDialog>
      )}
    </Panel>
  )
}
