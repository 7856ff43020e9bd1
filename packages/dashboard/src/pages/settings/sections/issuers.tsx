/** Issuers elsewhere whose tokens prove grants. */
import { BadgeCheck } from 'lucide-react'
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { counted } from '../../../lib/words.ts'
import type { Column } from '../../../ui/table/column.ts'
import { IssuerDialog } from './issuer-dialog.tsx'
import { IssuerList } from './issuer-list.tsx'

const RULES: Column<Answer<'issuers.list'>['items'][number]> = {
  id: 'rules',
  head: 'Proves',
  wideOnly: true,
  cell: ({ rules }) => counted(rules.length, 'rule'),
}

/** The section. */
export function Issuers() {
  const organisation = useOrganisation()
  return (
    <IssuerList
      title="Token issuers"
      add="New issuer"
      label="Token issuers"
      query={useRead('issuers.list', { params: { organisation } })}
      nameOf={({ label }) => label}
      columns={[RULES]}
      empty={{
        icon: BadgeCheck,
        title: 'Grants are proved by our own tokens',
        says: 'An issuer that you trust, such as your CI or your identity provider, can prove grants by its signed tokens.',
      }}
      dialog={(issuer, close) => <IssuerDialog issuer={issuer} onClose={close} />}
    />
  )
}
