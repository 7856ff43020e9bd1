/** Pages for addresses that lead nowhere, and for faults of ours. */
import { shown } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { Page } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { QUERY_LIMIT } from './query.ts'

/** Words of an address, to search for. */
function wordsOf(path: string): string {
  return shown(
    path
      .slice(0, 1_000)
      .replace(/^\/(?:catalogue|attacks|risk)\//, '')
      .replace(/%[0-9a-f]{2}/gi, ' ')
      .replace(/[/_.-]+/g, ' '),
    QUERY_LIMIT,
  )
}

/** There is no such page. */
export const NotFoundPage: FC<{ readonly options: SiteOptions; readonly path: string }> = ({ options, path }) => (
  <Page
    options={options}
    head={{ title: 'Not found', description: 'There is no page at this address.' }}
    class="narrow"
  >
    <p class="eyebrow">404</p>
    <h1>Nothing behind this gate</h1>
    <p class="lead">
      There is no page at this address. The catalogue may know the server or the tool by another name: search for it.
    </p>
    <search>
      <form class="search" action="/catalogue" method="get">
        <div class="search-line">
          <label class="sr" for="q">
            Search servers and tools
          </label>
          <input id="q" type="search" name="q" value={wordsOf(path)} maxlength={QUERY_LIMIT} />
          <button type="submit" class="button button-primary">
            Search
          </button>
        </div>
      </form>
    </search>
  </Page>
)

/** The page could not be made. */
export const TroublePage: FC<{ readonly options: SiteOptions }> = ({ options }) => (
  <Page options={options} head={{ title: 'Trouble', description: 'This page could not be made.' }} class="narrow">
    <p class="eyebrow">500</p>
    <h1>This page could not be made</h1>
    <p class="lead">The fault is ours and is none of your request. The other pages may well work.</p>
    <p>
      <a class="button" href="/catalogue">
        To the catalogue
      </a>
    </p>
  </Page>
)
