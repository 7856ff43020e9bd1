/** What was found. */
import type { FC } from 'hono/jsx'
import { ServerRow, ToolRow } from '../components/links.tsx'
import { serverLink, toolLink } from '../links.ts'
import type { Finds, Found } from './find.ts'
import { LAST_PAGE, type SearchQuery, searchPath } from './query.ts'

const Hit: FC<{ readonly found: Found }> = ({ found: { server, tool } }) =>
  tool === undefined ? <ServerRow server={serverLink(server)} /> : <ToolRow tool={toolLink(server, tool)} withServer />

const Hits: FC<{ readonly of: readonly Found[] }> = ({ of }) => (
  <ul class="rows">
    {of.map((found) => (
      <Hit found={found} />
    ))}
  </ul>
)

function outcome({ here, hits, more }: Finds, page: number): string {
  const count = here.length + hits.length
  if (count === 0) return page > 1 ? 'No further hits' : 'Nothing found'
  if (page > 1) return `Page ${page}`
  if (more) return `The best ${count} hits`
  return count === 1 ? '1 hit' : `${count} hits`
}

const Nothing: FC<{ readonly query: SearchQuery }> = ({ query }) => (
  <p class="nothing">
    No server or tool fits. Try fewer words, or look <a href={searchPath({ text: query.text })}>without the filters</a>.
    A server that nobody listed is not in the catalogue: <a href="/stack">paste your client’s configuration</a> to see
    what is known of yours.
  </p>
)

const Pages: FC<{ readonly query: SearchQuery; readonly more: boolean }> = ({ query, more }) => {
  const { page } = query
  if (page === 1 && !more) return null
  return (
    <nav class="pages" aria-label="Pages of hits">
      {page > 1 ? (
        <a rel="prev" href={searchPath({ ...query, page: page - 1 })}>
          ← Better hits
        </a>
      ) : (
        <span />
      )}
      {more && page < LAST_PAGE ? (
        <a rel="next" href={searchPath({ ...query, page: page + 1 })}>
          Further hits →
        </a>
      ) : null}
      {more && page >= LAST_PAGE ? <span>There are more: narrow the search to see them.</span> : null}
    </nav>
  )
}

/** The results, as a part of the page and as the answer to a script. */
export const Results: FC<{ readonly query: SearchQuery; readonly finds: Finds }> = ({ query, finds }) => (
  <>
    <h2 class="results-title">
      {outcome(finds, query.page)}
      {query.text === '' ? null : (
        <>
          {' '}
          for <q>{query.text}</q>
        </>
      )}
    </h2>
    {finds.here.length === 0 ? null : (
      <section class="here-hits" aria-label="On this gateway">
        <h3>On this gateway</h3>
        <Hits of={finds.here} />
      </section>
    )}
    {finds.hits.length > 0 ? <Hits of={finds.hits} /> : null}
    {finds.hits.length + finds.here.length === 0 ? <Nothing query={query} /> : null}
    <Pages query={query} more={finds.more} />
  </>
)
