/** One server of the catalogue. */
import { Plus } from 'lucide-react'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../api/who.ts'
import { EntryFacts } from '../../catalogue/entry-facts.tsx'
import { visible } from '../../lib/visible.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'

const UP = { href: '/catalogue', label: 'Catalogue' }

/** The page. */
export function EntryPage({ entry }: { readonly entry: string }) {
  const found = useRead('catalogue.read', { params: { entry } })
  const may = useMay('server.edit')
  const body = found.data?.body
  return (
    <Page
      title={body === undefined ? entry : visible(body.name)}
      up={UP}
      actions={
        may &&
        body !== undefined && (
          <ButtonLink href={`/servers/new?from=catalogue&entry=${body.slug}`} kind="primary" icon={Plus}>
            Add to my servers
          </ButtonLink>
        )
      }
    >
      <Panel>
        <Loaded query={found}>{({ body: known }) => <EntryFacts entry={known} />}</Loaded>
      </Panel>
    </Page>
  )
}
