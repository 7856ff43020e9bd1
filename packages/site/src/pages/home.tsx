/** The first page: search, this gateway's servers, the riskiest, and what the words mean. */
import {
  CATEGORIES,
  CATEGORY_TEXTS,
  type CatalogueIndex,
  RISK_LEVELS,
  type RiskLevel,
  type ServerFacts,
  type ServerLink,
  shown,
  study,
  type ToolLink,
} from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CategoryTag, GradeMark, RiskBadge } from '../components/badges.tsx'
import { LevelCards } from '../components/level-cards.tsx'
import { CategoryBar, ServerRow, toolCount } from '../components/links.tsx'
import { Page } from '../layout/page.tsx'
import { serverLink } from '../links.ts'
import type { Lookup } from '../lookup.ts'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { type Finds, worstFirst } from './find.ts'
import { isSearch, type SearchQuery, searchPath } from './query.ts'
import { Results } from './results.tsx'
import { SearchForm } from './search-form.tsx'

/** Tools that a server's card names; the rest stand on its page. */
const ON_CARD = 48

/** Servers that are named as the riskiest. */
const RISKIEST = 12

const ToolChips: FC<{ readonly level: RiskLevel; readonly tools: readonly ToolLink[] }> = ({ level, tools }) => {
  const own = tools.filter(({ risk }) => risk === level)
  return own.length === 0 ? null : (
    <div class="chips-level">
      <RiskBadge level={level} />
      <ul class="chips">
        {own.map((tool) => (
          <li>
            <a class="chip" href={pathOf({ page: 'tool', server: tool.server, tool: tool.slug })}>
              {tool.name}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

const ServerCard: FC<{ readonly server: ServerFacts }> = ({ server }) => {
  const { link, counts, linkTo } = study(server)
  const shown = worstFirst(server).slice(0, ON_CARD).map(linkTo)
  return (
    <article class="card here-card">
      <header>
        <h3>
          <a href={pathOf({ page: 'server', server: link.slug })}>{link.name}</a>
        </h3>
        <span class="row-of">{toolCount(link.tools)}</span>
        {link.grade === undefined ? null : <GradeMark grade={link.grade} />}
      </header>
      <CategoryBar counts={counts} />
      {RISK_LEVELS.toReversed().map((level) => (
        <ToolChips level={level} tools={shown} />
      ))}
      {server.tools.length > ON_CARD ? (
        <p>
          <a href={pathOf({ page: 'server', server: link.slug })}>All {server.tools.length} tools</a>
        </p>
      ) : null}
    </article>
  )
}

/** Servers that get a card; further ones stand in a list. */
const CARDS = 4

const Here: FC<{ readonly servers: readonly ServerFacts[] }> = ({ servers }) =>
  servers.length === 0 ? null : (
    <section aria-labelledby="here">
      <h2 id="here">On this gateway</h2>
      {servers.slice(0, CARDS).map((server) => (
        <ServerCard server={server} />
      ))}
      {servers.length > CARDS ? (
        <ul class="rows">
          {servers.slice(CARDS).map((server) => (
            <ServerRow server={serverLink(server)} />
          ))}
        </ul>
      ) : null}
    </section>
  )

const Categories: FC<{ readonly options: SiteOptions }> = ({ options }) => (
  <section aria-labelledby="categories">
    <h2 id="categories">Five kinds of tools</h2>
    <dl class="categories">
      {CATEGORIES.map((category) => (
        <div>
          <dt>
            <a href={searchPath({ filters: { category, kind: 'tool' } })}>
              <CategoryTag category={category} />
            </a>
            <small class="muted">{options.index.overview().categories[category].toLocaleString('en')} tools</small>
          </dt>
          <dd>
            {CATEGORY_TEXTS[category].summary} <span class="muted">{CATEGORY_TEXTS[category].rule}</span>
          </dd>
        </div>
      ))}
    </dl>
  </section>
)

/** A server and how many of its tools are Critical. */
export interface Risky {
  readonly server: ServerLink
  readonly critical: number
}

/** The riskiest servers of the index: the same as long as it is open, so they are looked up once. */
export function riskiestOf({ overview }: CatalogueIndex, lookup: Lookup): readonly Risky[] {
  return overview()
    .riskiest.slice(0, RISKIEST)
    .flatMap(({ server, critical }) => {
      const facts = lookup.server(server)
      return facts === undefined ? [] : [{ server: serverLink(facts), critical }]
    })
}

const Riskiest: FC<{ readonly of: readonly Risky[] }> = ({ of }) => (
  <section aria-labelledby="riskiest">
    <h2 id="riskiest">The riskiest servers</h2>
    <p class="muted">
      Servers with the most tools of Critical risk. A large number is no verdict: it is a reason to have a policy.
    </p>
    <ul class="risky">
      {of.map(({ server, critical }) => (
        <li>
          <a href={pathOf({ page: 'server', server: server.slug })}>{server.name}</a>
          <span class="risky-count muted">
            <b>{critical}</b> of {toolCount(server.tools)}
          </span>
        </li>
      ))}
    </ul>
    <p>
      <a href={searchPath({ filters: { kind: 'tool', risk: 'Critical' } })}>Search all Critical tools</a>
    </p>
  </section>
)

/** Properties of the first page. */
export interface HomeProps {
  readonly options: SiteOptions
  readonly riskiest: readonly Risky[]
  readonly query: SearchQuery
  /** Of the query, where it is a search. */
  readonly finds: Finds | undefined
}

const Overview: FC<Pick<HomeProps, 'options' | 'riskiest'>> = ({ options, riskiest }) => (
  <>
    <Here servers={options.here()} />
    <Riskiest of={riskiest} />
    <section aria-labelledby="levels">
      <h2 id="levels">Four levels of risk</h2>
      <LevelCards counts={options.index.overview().risks} />
    </section>
    <Categories options={options} />
  </>
)

/** The first page, or the results of a search. */
export const HomePage: FC<HomeProps> = ({ options, riskiest, query, finds }) => {
  const { servers, tools } = options.index.counts
  const searching = isSearch(query) && finds !== undefined
  const description = `Search ${servers.toLocaleString('en')} MCP servers and ${tools.toLocaleString('en')} tools: what each can do, how risky it is, and the policy to paste.`
  const head = searching
    ? { title: query.text === '' ? 'Search' : `${shown(query.text, 48)}: search`, description }
    : { title: 'What can this tool do?', description, ref: { page: 'home' as const } }
  return (
    <Page options={options} head={head} at="home">
      <div class={`hero${searching ? ' hero-small' : ''}`}>
        <h1>{searching ? 'Search the catalogue' : 'Know what a tool can do before your agent does it'}</h1>
        {searching ? null : (
          <p class="lead">
            {servers.toLocaleString('en')} MCP servers and {tools.toLocaleString('en')} tools, each with its risk, the
            evidence for it, and the rule that keeps it in check.
          </p>
        )}
        <SearchForm query={query} />
      </div>
      <div id="results" class="results" data-results aria-busy="false">
        {searching ? <Results query={query} finds={finds} /> : <Overview options={options} riskiest={riskiest} />}
      </div>
    </Page>
  )
}
