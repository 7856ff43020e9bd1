/** The header: the mark, the ways into the site, search, light and dark. */
import type { PageRef } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { pathOf } from '../paths.ts'
import { Logo } from './logo.tsx'

interface Way {
  readonly to: PageRef
  readonly text: string
  readonly within: readonly PageRef['page'][]
}

const WAYS: readonly Way[] = [
  { to: { page: 'home' }, text: 'Catalogue', within: ['home', 'server', 'tool'] },
  { to: { page: 'risks' }, text: 'Risk', within: ['risks', 'risk'] },
  { to: { page: 'attacks' }, text: 'Attacks', within: ['attacks', 'attack'] },
  { to: { page: 'stack' }, text: 'Your stack', within: ['stack'] },
]

type At = PageRef['page'] | undefined

function current({ to, within }: Way, at: At): 'page' | 'true' | undefined {
  if (at === undefined || !within.includes(at)) return undefined
  return to.page === at ? 'page' : 'true'
}

/** The small search of every page but the one that is a search. */
const QuickSearch: FC = () => (
  <search>
    <form class="quick-search" action={pathOf({ page: 'home' })} method="get">
      <input type="search" name="q" maxlength={200} aria-label="Search servers and tools" placeholder="Search tools" />
    </form>
  </search>
)

/** The header of a page. */
export const Header: FC<{ readonly at: At }> = ({ at }) => (
  <header class="site-header">
    <div class="wrap bar">
      <a class="brand" href={pathOf({ page: 'home' })} aria-label="Portcullis: the catalogue">
        <Logo />
        <span>Portcullis</span>
      </a>
      <nav aria-label="Site">
        <ul>
          {WAYS.map((way) => (
            <li>
              <a href={pathOf(way.to)} aria-current={current(way, at)}>
                {way.text}
                {way.to.page === 'stack' ? <span class="stack-count" data-stack-count hidden /> : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {at === 'home' ? <span class="bar-space" /> : <QuickSearch />}
      <button type="button" class="theme-toggle needs-js" data-theme-toggle aria-label="Switch between light and dark">
        <span aria-hidden="true" />
      </button>
    </div>
  </header>
)
