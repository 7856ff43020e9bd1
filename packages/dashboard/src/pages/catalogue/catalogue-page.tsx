/** The catalogue: what servers there are, and what their tools can do. */
import { useLocation, useSearchParams } from 'wouter'
import { useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { CatalogueSearch } from '../../catalogue/catalogue-search.tsx'
import { Page, Panel } from '../../ui/page.tsx'

/** The page. */
export function CataloguePage() {
  const [, navigate] = useLocation()
  const [search, setSearch] = useSearchParams()
  const offers = useRead('servers.offers', { params: { organisation: useOrganisation() } })
  const pages = offers.data?.body.catalogue
  return (
    <Page
      title="Catalogue"
      lead="What MCP servers are known, and how risky each of their tools is."
      actions={
        pages != null && (
          <a href={`${pages}/catalogue`} target="_blank" rel="noreferrer" className="text-accent hover:underline">
            The catalogue’s own pages
          </a>
        )
      }
    >
      <Panel>
        <CatalogueSearch
          reachable={false}
          text={search.get('q') ?? ''}
          onText={(q) => setSearch(q === '' ? {} : { q }, { replace: true })}
          onChoose={(entry) => navigate(`/catalogue/${entry}`)}
        />
      </Panel>
    </Page>
  )
}
