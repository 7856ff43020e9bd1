/** Issuers elsewhere whose tokens prove grants. */
import { BadgeCheck, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { counted } from '../../../lib/words.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { IssuerDialog } from './issuer-dialog.tsx'

type Issuer = Answer<'issuers.list'>['items'][number]

/** The section. */
export function Issuers() {
  const organisation = useOrganisation()
  const issuers = useRead('issuers.list', { params: { organisation } })
  const [open, setOpen] = useState<Issuer | 'new'>()
  return (
    <Panel
      flush
      title="Token issuers"
      actions={
        <Button size="small" icon={Plus} onClick={() => setOpen('new')}>
          New issuer
        </Button>
      }
    >
      <Loaded query={issuers}>
        {({ body: { items } }) => (
          <DataTable
            label="Token issuers"
            rows={items}
            rowId={({ id }) => id}
            onOpen={setOpen}
            columns={[
              { id: 'label', head: 'Name', cell: ({ label }) => <span className="one-line block">{label}</span> },
              {
                id: 'issuer',
                head: 'Issuer',
                width: 'minmax(0,1.6fr)',
                wideOnly: true,
                cell: ({ issuer }) => (
                  <span className="one-line block font-mono text-[0.92rem] text-ink-soft">{issuer}</span>
                ),
              },
              { id: 'rules', head: 'Proves', wideOnly: true, cell: ({ rules }) => counted(rules.length, 'rule') },
              {
                id: 'state',
                head: 'State',
                width: '5rem',
                cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'none'}>{enabled ? 'On' : 'Off'}</Badge>,
              },
            ]}
            empty={
              <Empty icon={BadgeCheck} title="Grants are proved by our own tokens">
                An issuer that you trust, such as your CI or your identity provider, can prove grants by its signed
                tokens.
              </Empty>
            }
          />
        )}
      </Loaded>
      {open !== undefined && (
        <IssuerDialog issuer={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Panel>
  )
}
