/** The page of one tool. */
import { plain, type ToolReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CategoryTag, RiskBadge } from '../components/badges.tsx'
import { Correction } from '../components/correction.tsx'
import { ToolRow, toolCount } from '../components/links.tsx'
import { Paragraphs, Prose } from '../components/prose.tsx'
import { Questions, questionsData } from '../components/questions.tsx'
import { Contents, type Entry, Section, Trail } from '../components/section.tsx'
import { StackButton } from '../components/stack-button.tsx'
import { Page } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { Control, RelatedPolicies } from './tool-control.tsx'
import { Definition } from './tool-definition.tsx'

interface ReportProps {
  readonly report: ToolReport
}

const CONTENTS: readonly Entry[] = [
  ['does', 'What it does'],
  ['why', 'Why it needs a policy'],
  ['definition', 'From its definition'],
  ['attacks', 'Attacks'],
  ['control', 'How to control it'],
  ['related', 'Related tools and policies'],
  ['deeper', 'Go deeper'],
  ['questions', 'Questions'],
  ['enforce', 'Enforce policy'],
]

/** A share as people say it. */
function sureness(confidence: number): string {
  if (confidence >= 0.9) return 'Clear evidence'
  return confidence >= 0.7 ? 'Good evidence' : 'Thin evidence'
}

const Title: FC<ReportProps> = ({ report: { server, tool, label, control, summary } }) => (
  <header class="page-head">
    <Trail
      steps={[
        { text: 'Catalogue', href: pathOf({ page: 'home' }) },
        { text: server.name, href: pathOf({ page: 'server', server: server.slug }) },
      ]}
    />
    <h1 class="mono">{tool.name}</h1>
    <p class="lead">
      <Prose of={summary} />
    </p>
    <div class="facts">
      <a class="plain" href={pathOf({ page: 'risk', level: tool.risk })}>
        <RiskBadge level={tool.risk} large />
      </a>
      <CategoryTag category={tool.category} />
      <span class="muted">
        {sureness(label.confidence)},{' '}
        {label.source === 'reviewed' ? 'reviewed by an operator' : 'derived from its definition'}
      </span>
    </div>
    <div class="actions">
      <a class="button button-primary" href="#control">
        {control.button} it: how to control this tool
      </a>
      <StackButton server={server} />
    </div>
  </header>
)

const Attacks: FC<ReportProps> = ({ report: { exposures } }) => (
  <Section id="attacks" title="Attacks that abuse this kind of access">
    {exposures.length === 0 ? (
      <p>None of the patterns in our database needs a tool of this kind.</p>
    ) : (
      <ul class="exposures">
        {exposures.map(({ attack, name, why }) => (
          <li>
            <a href={pathOf({ page: 'attack', attack })}>{name}</a>
            <p>
              <Prose of={why} />
            </p>
          </li>
        ))}
      </ul>
    )}
  </Section>
)

const Related: FC<ReportProps> = ({ report: { server, siblings, elsewhere, relatedPolicies } }) => (
  <Section id="related" title="Related tools and policies">
    {siblings.length === 0 ? null : (
      <>
        <h3>On {server.name}</h3>
        <ul class="rows compact">
          {siblings.map((tool) => (
            <ToolRow tool={tool} />
          ))}
        </ul>
      </>
    )}
    {elsewhere.length === 0 ? null : (
      <>
        <h3>The same kind elsewhere</h3>
        <ul class="rows compact">
          {elsewhere.map((tool) => (
            <ToolRow tool={tool} withServer />
          ))}
        </ul>
      </>
    )}
    <RelatedPolicies policies={relatedPolicies} />
  </Section>
)

const Deeper: FC<ReportProps> = ({ report: { deeper } }) => (
  <Section id="deeper" title="Go deeper">
    <ul>
      {deeper.map(({ text, to }) => (
        <li>
          <a href={pathOf(to)}>{text}</a>
        </li>
      ))}
    </ul>
  </Section>
)

const Enforce: FC<ReportProps & { readonly options: SiteOptions }> = ({ report: { server }, options }) => {
  const { servers, tools } = options.index.counts
  return (
    <section class="enforce" aria-labelledby="enforce">
      <h2 id="enforce">Enforce policy on every {server.name} tool call</h2>
      <p>
        Put the gateway between your client and {server.name}: every call is judged before it reaches the server, and
        what no rule allows is denied.
      </p>
      <div class="actions">
        <a class="button button-primary" href={`${pathOf({ page: 'server', server: server.slug })}#policy`}>
          The policy for all of {server.name}
        </a>
        <StackButton server={server} />
      </div>
      <p class="muted">
        {server.name}: {toolCount(server.tools)}. The index: {servers.toLocaleString('en')} servers,{' '}
        {tools.toLocaleString('en')} tools.
      </p>
    </section>
  )
}

/** The page of a tool; its sections stand in the order in which people ask. */
export const ToolPage: FC<ReportProps & { readonly options: SiteOptions }> = ({ options, report }) => {
  const { server, tool, summary, does, why, questions } = report
  const head = {
    title: `${tool.name} on ${server.name}`,
    description: plain(summary),
    ref: { page: 'tool' as const, server: server.slug, tool: tool.slug },
    data: questionsData(questions),
  }
  return (
    <Page options={options} head={head} class="guided">
      <Title report={report} />
      <Contents of={CONTENTS} />
      <Section id="does" title={`What ${tool.name} does on ${server.name}`}>
        <Paragraphs of={does} />
      </Section>
      <Section id="why" title="Why it needs a policy">
        <Paragraphs of={why} />
      </Section>
      <Definition report={report} />
      <Attacks report={report} />
      <Control report={report} />
      <Related report={report} />
      <Deeper report={report} />
      <Section id="questions" title="Questions">
        <Questions of={questions} />
      </Section>
      <Enforce report={report} options={options} />
      <Correction about={`${server.slug}/${tool.slug}`} />
    </Page>
  )
}
