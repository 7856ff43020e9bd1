/** What the catalogue knows of a server: facts, and its tools with their risk. */
import type { Answer } from '../api/api.ts'
import { visible } from '../lib/visible.ts'
import { Facts } from '../ui/page.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/data-table.tsx'
import { categoryColumn, riskColumn } from '../ui/table/tool-columns.tsx'

/** An entry with its tools. */
export type CatalogueEntry = Answer<'catalogue.read'>

type Tool = CatalogueEntry['items'][number]

const columns: readonly Column<Tool>[] = [
  {
    id: 'tool',
    head: 'Tool',
    width: 'minmax(0,1.6fr)',
    sort: ({ name }) => name,
    cell: ({ name }) => <code className="one-line block text-[0.92rem]">{visible(name)}</code>,
  },
  riskColumn((tool) => tool),
  categoryColumn((tool) => tool),
  {
    id: 'parameters',
    head: 'Arguments',
    cell: ({ parameters }) => (
      <span className="one-line block text-[0.9rem] text-ink-soft">
        {parameters.map(({ name, required }) => (required ? visible(name) : `${visible(name)}?`)).join(', ')}
      </span>
    ),
    wideOnly: true,
  },
]

/** Links go where the entry’s maker says, so only addresses of the web are links. */
function webLink(address: string | null) {
  if (address === null) return null
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
  return isWeb ? (
    <a href={address} rel="noreferrer" target="_blank" className="break-all text-accent hover:underline">
      {visible(address)}
    </a>
  ) : (
    visible(address)
  )
}

/** Shows it. */
export function EntryFacts({ entry }: { readonly entry: CatalogueEntry }) {
  const { remote, package: name, repository, license, grade, changed, page, items } = entry
  return (
    <div className="flex flex-col gap-4">
      <Facts
        facts={[
          remote === null ? undefined : ['URL', <code key="remote">{visible(remote)}</code>],
          name === null ? undefined : ['Package', <code key="name">{visible(name)}</code>],
          repository === null ? undefined : ['Repository', webLink(repository)],
          grade === null ? undefined : ['Grade', grade],
          license === null ? undefined : ['License', visible(license)],
          ['Last changed', changed],
          page === null ? undefined : ['Read about it', webLink(page)],
        ]}
      />
      {items.length > 0 && (
        <div className="rounded-[7px] border border-line">
          <DataTable label={`Tools of ${entry.name}`} columns={columns} rows={items} rowId={({ name: tool }) => tool} />
        </div>
      )}
    </div>
  )
}
