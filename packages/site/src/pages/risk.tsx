/** `/risk` and the page of each level. */
import {
  CATEGORIES,
  CATEGORY_TEXTS,
  RISK_LEVELS,
  RISK_PAGES,
  type RiskLevel,
  type ToolLink,
} from '@portcullis/catalogue'
import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { CategoryTag, RiskBadge } from '../components/badges.tsx'
import { LevelCards } from '../components/level-cards.tsx'
import { ToolRow } from '../components/links.tsx'
import { Paragraphs, Prose } from '../components/prose.tsx'
import { Scroll } from '../components/scroll.tsx'
import { Section, Trail } from '../components/section.tsx'
import { Page, sendPage } from '../layout/page.tsx'
import { toolLink } from '../links.ts'
import { createLookup, type Lookup } from '../lookup.ts'
import { once } from '../once.ts'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { GradeFormula } from './grade-formula.tsx'
import { searchPath } from './query.ts'

/** Tools that a level's page names. */
const EXAMPLES = 16

const Categories: FC = () => (
  <Section id="categories" title="Five categories">
    <Scroll label="Categories" class="table table-wide">
      <table>
        <caption>What each category means, where its risk starts, and what is recommended</caption>
        <thead>
          <tr>
            <th scope="col">Category</th>
            <th scope="col">Starts at</th>
            <th scope="col">What it does</th>
            <th scope="col">Can it be taken back?</th>
            <th scope="col">Recommended rule</th>
          </tr>
        </thead>
        <tbody>
          {CATEGORIES.map((category) => (
            <tr>
              <th scope="row">
                <a class="plain" href={searchPath({ filters: { category, kind: 'tool' } })}>
                  <CategoryTag category={category} />
                </a>
              </th>
              <td>
                <RiskBadge level={CATEGORY_TEXTS[category].base} />
              </td>
              <td>{CATEGORY_TEXTS[category].summary}</td>
              <td>{CATEGORY_TEXTS[category].back}</td>
              <td>{CATEGORY_TEXTS[category].rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </Section>
)

const RisksPage: FC<{ readonly options: SiteOptions }> = ({ options }) => {
  const head = {
    title: 'How risk is told',
    description:
      'Four levels of risk, five categories of tools, what moves a tool from one to another, and the formula of a server’s grade.',
    ref: { page: 'risks' as const },
  }
  return (
    <Page options={options} head={head}>
      <h1>How risk is told</h1>
      <p class="lead">
        Each tool has a category, which says what it does in the worst of its ordinary uses, and a level, which says how
        much harm one wrong call can do. Both are derived from the definition, and each page shows from what in it.
      </p>
      <Section id="levels" title="Four levels">
        <LevelCards counts={options.index.overview().risks} />
      </Section>
      <Categories />
      <GradeFormula />
    </Page>
  )
}

/** Well-known tools of a level. */
function examplesOf({ index }: SiteOptions, lookup: Lookup, level: RiskLevel): readonly ToolLink[] {
  return index.search('', { kind: 'tool', risk: level }, EXAMPLES).flatMap((hit) => {
    const server = lookup.server(hit.server)
    const tool = server?.tools.find(({ name }) => name === hit.tool)
    return server === undefined || tool === undefined ? [] : [toolLink(server, tool)]
  })
}

interface LevelProps {
  readonly options: SiteOptions
  readonly level: RiskLevel
  /** Of the index. */
  readonly known: readonly ToolLink[]
}

const Examples: FC<LevelProps> = ({ options, level, known }) => {
  const here = options
    .here()
    .flatMap((server) => server.tools.filter(({ mark }) => mark.risk === level).map((tool) => toolLink(server, tool)))
  return (
    <Section id="tools" title={`Tools of ${level} risk`}>
      <ul class="rows compact">
        {[...here, ...known].slice(0, EXAMPLES).map((tool) => (
          <ToolRow tool={tool} withServer />
        ))}
      </ul>
      <p>
        <a href={searchPath({ filters: { kind: 'tool', risk: level } })}>Search among all of them</a>
      </p>
    </Section>
  )
}

const Sentences: FC<{ readonly of: (typeof RISK_PAGES)[RiskLevel]['moves'] }> = ({ of }) => (
  <ul>
    {of.map((prose) => (
      <li>
        <Prose of={prose} />
      </li>
    ))}
  </ul>
)

const LevelPage: FC<LevelProps> = (props) => {
  const { level, options } = props
  const { summary, means, starts, moves, advice } = RISK_PAGES[level]
  return (
    <Page
      options={options}
      head={{ title: `${level} risk`, description: summary, ref: { page: 'risk', level } }}
      class="narrow"
    >
      <header class="page-head">
        <Trail steps={[{ text: 'Risk', href: pathOf({ page: 'risks' }) }]} />
        <h1>{level} risk</h1>
        <p class="lead">{summary}</p>
        <div class="facts">
          <RiskBadge level={level} large />
          {starts.map((category) => (
            <CategoryTag category={category} />
          ))}
          <span class="muted">{starts.length === 0 ? 'No category starts here' : 'start here'}</span>
        </div>
      </header>
      <Section id="means" title="What it means">
        <Paragraphs of={means} />
      </Section>
      <Section id="moves" title="What brings a tool here">
        <Sentences of={moves} />
      </Section>
      <Section id="advice" title="What to do about it">
        <Sentences of={advice} />
      </Section>
      <Examples {...props} />
    </Page>
  )
}

/** Routes of the levels. */
export function riskRoutes(options: SiteOptions): Hono {
  const lookup = createLookup(options)
  const examples = new Map(RISK_LEVELS.map((level) => [level, once(() => examplesOf(options, lookup, level))]))
  const app = new Hono()
  app.get('/risk', (c) => sendPage(c, <RisksPage options={options} />))
  app.get('/risk/:level', (c) => {
    const name = c.req.param('level')
    const level = RISK_LEVELS.find((one) => one.toLowerCase() === name)
    if (level === undefined) return c.notFound()
    return sendPage(c, <LevelPage options={options} level={level} known={examples.get(level)?.() ?? []} />)
  })
  return app
}
