/** The page of one server. */
import { plain, RISK_LEVELS, type RiskLevel, type ServerReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { GradeMark } from '../components/badges.tsx'
import { PolicyBlock } from '../components/code-block.tsx'
import { Correction } from '../components/correction.tsx'
import { CategoryBar, ServerRow, ToolRow, toolCount } from '../components/links.tsx'
import { Paragraphs, Prose } from '../components/prose.tsx'
import { Questions, questionsData } from '../components/questions.tsx'
import { Contents, Section, Trail } from '../components/section.tsx'
import { StackButton } from '../components/stack-button.tsx'
import { Page } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { ServerFactsTable } from './server-facts.tsx'

/** Tools on a page. */
const PAGE_SIZE = 100

/** Which of a server's tools a page lists. */
export interface ToolPart {
  readonly risk: RiskLevel | undefined
  /** 1 … `pages` */
  readonly page: number
  readonly pages: number
  readonly tools: ServerReport['tools']
}

/** Reads `?risk=` and `?page=`. Unknown values are left out. */
export function readPart(params: URLSearchParams, report: ServerReport): ToolPart {
  const risk = RISK_LEVELS.find((level) => level.toLowerCase() === params.get('risk'))
  const tools = risk === undefined ? report.tools : report.tools.filter((tool) => tool.risk === risk)
  const pages = Math.max(1, Math.ceil(tools.length / PAGE_SIZE))
  const wanted = Number(params.get('page') ?? 1)
  const page = Number.isInteger(wanted) && wanted >= 1 && wanted <= pages ? wanted : 1
  return { risk, page, pages, tools: tools.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) }
}

function partPath(report: ServerReport, risk: RiskLevel | undefined, page: number): string {
  const params = new URLSearchParams()
  if (risk !== undefined) params.set('risk', risk.toLowerCase())
  if (page > 1) params.set('page', String(page))
  const path = pathOf({ page: 'server', server: report.server.slug })
  return `${path}${params.size === 0 ? '' : `?${params}`}#tools`
}

interface ReportProps {
  readonly report: ServerReport
}

const Title: FC<ReportProps> = ({ report: { server, facts, summary, grade, policy } }) => (
  <header class="page-head">
    <Trail steps={[{ text: 'Catalogue', href: pathOf({ page: 'home' }) }]} />
    <div class="title-line">
      <h1>{server.name}</h1>
      {grade === undefined ? null : (
        <a class="plain" href="#grade">
          <GradeMark grade={grade.grade} large />
        </a>
      )}
    </div>
    <p class="lead">
      <Prose of={summary} />
    </p>
    <div class="facts">
      {facts.official ? <span class="tag">Official</span> : null}
      {facts.transports.map((transport) => (
        <span class="tag">{transport}</span>
      ))}
      <span class="muted">{toolCount(server.tools)}</span>
    </div>
    <div class="actions">
      {policy === undefined ? null : (
        <a class="button button-primary" href="#policy">
          The recommended policy
        </a>
      )}
      <StackButton server={server} />
    </div>
  </header>
)

const Grade: FC<ReportProps> = ({ report: { grade, gradeSays } }) => {
  if (grade === undefined) return null
  const [whole = [], ...each] = gradeSays
  return (
    <Section id="grade" title={`Grade ${grade.grade}: ${grade.points} of 100 points`}>
      <p>
        <Prose of={whole} /> A from 90, B from 80, C from 70, D from 60, E from 50, else F:{' '}
        <a href="/risk#grade">the formula</a>.
      </p>
      {grade.deductions.length === 0 ? null : (
        <ul class="deductions">
          {grade.deductions.map(({ points, because }, at) => (
            <li>
              <b>−{points}</b>
              <span>
                <Prose of={each[at] ?? [because]} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const Dangerous: FC<ReportProps> = ({ report: { dangerous } }) =>
  dangerous.length === 0 ? null : (
    <Section id="dangerous" title="Its most dangerous tools">
      <ul class="rows">
        {dangerous.map((tool) => (
          <ToolRow tool={tool}>
            <Prose of={tool.why} />
          </ToolRow>
        ))}
      </ul>
    </Section>
  )

const Recommended: FC<ReportProps> = ({ report: { policy, policyMeans, server } }) =>
  policy === undefined ? null : (
    <Section id="policy" title={`A policy for all of ${server.name}`}>
      <Paragraphs of={policyMeans} />
      <PolicyBlock id="server-policy" policy={policy} />
    </Section>
  )

const Tools: FC<ReportProps & { readonly part: ToolPart }> = ({ report, part: { risk, page, pages, tools } }) => (
  <Section id="tools" title={risk === undefined ? 'Every tool' : `Tools of ${risk} risk`}>
    {report.tools.length > 12 ? (
      <nav class="tabs" aria-label="Tools by risk">
        <a href={partPath(report, undefined, 1)} aria-current={risk === undefined ? 'true' : undefined}>
          All
        </a>
        {RISK_LEVELS.toReversed().map((level) => (
          <a href={partPath(report, level, 1)} aria-current={risk === level ? 'true' : undefined}>
            {level}
          </a>
        ))}
      </nav>
    ) : null}
    {tools.length === 0 ? <p>None.</p> : null}
    <ul class="rows">
      {tools.map((tool) => (
        <ToolRow tool={tool}>
          <Prose of={tool.says} />
        </ToolRow>
      ))}
    </ul>
    {pages === 1 ? null : (
      <nav class="pages" aria-label="Pages of tools">
        {page > 1 ? (
          <a rel="prev" href={partPath(report, risk, page - 1)}>
            {'← Previous'}
          </a>
        ) : (
          <span />
        )}
        <span>
          Page {page} of {pages}
        </span>
        {page < pages ? (
          <a rel="next" href={partPath(report, risk, page + 1)}>
            {'Next →'}
          </a>
        ) : (
          <span />
        )}
      </nav>
    )}
  </Section>
)

const Changes: FC<ReportProps> = ({ report: { changes, facts } }) => (
  <Section id="changes" title="Changes since it was first seen">
    <p>
      First seen {facts.firstSeen}, last changed {facts.lastChanged}.
    </p>
    {changes.length === 0 ? null : (
      <ul class="changes">
        {changes.map(({ day, says }) => (
          <li>
            <time datetime={day}>{day}</time>{' '}
            <span>
              <Prose of={says} />
            </span>
          </li>
        ))}
      </ul>
    )}
  </Section>
)

/** The page of a server. Later parts of a long list of tools hold the list alone. */
export const ServerPage: FC<ReportProps & { readonly options: SiteOptions; readonly part: ToolPart }> = ({
  options,
  report,
  part,
}) => {
  const { server, facts, about, counts, related, questions, summary, grade, dangerous, policy } = report
  const ref = { page: 'server' as const, server: server.slug }
  const head = { title: server.name, description: plain(summary), ref, data: questionsData(questions) }
  if (part.page > 1 || part.risk !== undefined) {
    return (
      <Page options={options} head={head} class="guided">
        <Title report={report} />
        <Tools report={report} part={part} />
      </Page>
    )
  }
  return (
    <Page options={options} head={head} class="guided">
      <Title report={report} />
      <Contents
        of={[
          ['about', 'What it is'],
          grade !== undefined && ['grade', 'Grade'],
          dangerous.length > 0 && ['dangerous', 'Most dangerous tools'],
          policy !== undefined && ['policy', 'Policy for all of it'],
          server.tools > 0 && ['tools', 'Every tool'],
          ['changes', 'Changes'],
          related.length > 0 && ['related', 'Related servers'],
          questions.length > 0 && ['questions', 'Questions'],
        ]}
      />
      <Section id="about" title="What it is">
        <Paragraphs of={about} />
        <ServerFactsTable facts={facts} />
        <CategoryBar counts={counts} />
      </Section>
      <Grade report={report} />
      <Dangerous report={report} />
      <Recommended report={report} />
      {server.tools === 0 ? null : <Tools report={report} part={part} />}
      <Changes report={report} />
      {related.length === 0 ? null : (
        <Section id="related" title="Related servers">
          <ul class="rows compact">
            {related.map((one) => (
              <ServerRow server={one} />
            ))}
          </ul>
        </Section>
      )}
      {questions.length === 0 ? null : (
        <Section id="questions" title="Questions">
          <Questions of={questions} />
        </Section>
      )}
      <Correction about={server.slug} />
    </Page>
  )
}
