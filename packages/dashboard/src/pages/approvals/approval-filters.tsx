/** Narrows the list of approvals. */
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { visible } from '../../lib/visible.ts'
import { serverWords } from '../../lib/words.ts'
import { type Choice, SelectField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { type ApprovalFilter, filterIn, SHOWN_CHOICES } from './approval-filter.ts'

interface FiltersProps {
  readonly filter: ApprovalFilter
  readonly onChange: (filter: ApprovalFilter) => void
}

/** Shows what can be chosen. */
export function ApprovalFilters({ filter, onChange }: FiltersProps) {
  const { servers, grants } = useNarrowing()
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 md:grid-cols-[minmax(12rem,20rem)_repeat(3,minmax(8rem,14rem))]">
      <SearchField
        className="max-md:col-span-2"
        label="Search in tools, servers, grants, owners and reasons"
        placeholder="Search tools, grants, owners, reasons"
        maxLength={200}
        text={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <SelectField
        className="max-md:col-span-2"
        label="Which"
        labelHidden
        choices={SHOWN_CHOICES}
        value={filter.show}
        onChange={(show) => onChange({ ...filter, show: filterIn(new URLSearchParams({ show })).show })}
      />
      <SelectField
        label="Server"
        labelHidden
        choices={offered('Any server', servers, filter.server)}
        value={filter.server}
        onChange={(server) => onChange({ ...filter, server })}
      />
      <SelectField
        label="Grant"
        labelHidden
        choices={offered('Any grant', grants, filter.grant)}
        value={filter.grant}
        onChange={(grant) => onChange({ ...filter, grant })}
      />
    </search>
  )
}

/** What is chosen stands among them, whether or not it was read. */
function offered(any: string, found: readonly Choice[], chosen: string): readonly Choice[] {
  const isThere = chosen === '' || found.some(({ value }) => value === chosen)
  return [{ value: '', label: any }, ...found, ...(isThere ? [] : [{ value: chosen, label: visible(chosen) }])]
}

function useNarrowing(): { readonly servers: readonly Choice[]; readonly grants: readonly Choice[] } {
  const params = { organisation: useOrganisation() }
  const query = { limit: 200 }
  const servers = usePages('servers.list', { params, query }, { enabled: useMay('server.read') })
  const grants = usePages('grants.list', { params, query }, { enabled: useMay('grant.read') })
  return {
    servers: servers.items.map((server) => ({ value: server.slug, label: visible(serverWords(server)) })),
    grants: grants.items.map(({ id, label }) => ({ value: id, label: visible(label) })),
  }
}
