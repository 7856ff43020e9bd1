/** What is said of a stack, as sections of a page. */
import {
  attackOf,
  type CombinationLeg,
  RISK_LEVELS,
  type StackReport,
  type ToxicCombination,
} from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { RiskBadge } from '../components/badges.tsx'
import { PolicyBlock } from '../components/code-block.tsx'
import { CategoryBar, ToolRow, toolCount } from '../components/links.tsx'
import { Prose } from '../components/prose.tsx'
import { Section } from '../components/section.tsx'
import { pathOf } from '../paths.ts'

interface ReportProps {
  readonly report: StackReport
}

/** Tools that are listed; a server's page lists the rest. */
const TOOLS = 60

const Leg: FC<{ readonly leg: CombinationLeg }> = ({ leg: { role, tools, count } }) => (
  <div>
    <dt>{role}</dt>
    <dd>
      {tools.map((tool, at) => (
        <>
          {at === 0 ? '' : ', '}
          <a href={pathOf({ page: 'tool', server: tool.server, tool: tool.slug })}>
            <code>{tool.name}</code>
          </a>
        </>
      ))}
      {count > tools.length ? ` and ${count - tools.length} more` : ''}
    </dd>
  </div>
)

const Combination: FC<{ readonly of: ToxicCombination }> = ({
  of: { id, title, risk, legs, path, breaks, attacks },
}) => (
  <article class="card toxic" id={`toxic-${id}`}>
    <h3>
      {title} <RiskBadge level={risk} />
    </h3>
    <ol class="steps">
      {path.map((step) => (
        <li>
          <p>
            <Prose of={step} />
          </p>
        </li>
      ))}
    </ol>
    <p class="note">
      <strong>What breaks it.</strong> <Prose of={breaks} />
    </p>
    <details>
      <summary>Every tool that can play a part</summary>
      <dl class="fact-list">
        {legs.map((leg) => (
          <Leg leg={leg} />
        ))}
      </dl>
      <p>
        Read more:{' '}
        {attacks.map((attack, at) => (
          <>
            {at === 0 ? '' : ', '}
            <a href={pathOf({ page: 'attack', attack })}>{attackOf(attack).name}</a>
          </>
        ))}
      </p>
    </details>
  </article>
)

const Combinations: FC<ReportProps> = ({ report: { combinations } }) => (
  <Section id="toxic" title="Toxic combinations">
    {combinations.length === 0 ? (
      <p>None: no two of these tools are much worse together than each alone.</p>
    ) : (
      <p>Tools that are harmless alone and dangerous together, across servers. Each path uses tools of this stack.</p>
    )}
    {combinations.map((one) => (
      <Combination of={one} />
    ))}
  </Section>
)

const Servers: FC<ReportProps> = ({ report: { members } }) => (
  <Section id="servers" title="The servers">
    <ul class="rows">
      {members.map(({ name, link, risk, tools, confidence }) => (
        <li class="row">
          <div class="row-text">
            {link === undefined ? (
              <span class="row-name">{name}</span>
            ) : (
              <a class="row-name" href={pathOf({ page: 'server', server: link.slug })}>
                {name}
              </a>
            )}
            <span class="row-of">
              {link === undefined ? 'not in the catalogue' : toolCount(tools)}
              {confidence === 'likely' ? ', probably this one' : ''}
              {confidence === 'possible' ? ', by its name alone' : ''}
            </span>
          </div>
          {risk === undefined ? null : <RiskBadge level={risk} />}
        </li>
      ))}
    </ul>
  </Section>
)

const Findings: FC<ReportProps> = ({ report: { findings } }) =>
  findings.length === 0 ? null : (
    <Section id="change" title="To change">
      <div class="table">
        <table>
          <caption>What the configuration itself shows, worst first.</caption>
          <thead>
            <tr>
              <th scope="col">Risk</th>
              <th scope="col">What</th>
              <th scope="col">How</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ risk, says, remedy }) => (
              <tr>
                <td>
                  <RiskBadge level={risk} />
                </td>
                <td>
                  <Prose of={says} />
                </td>
                <td>
                  <Prose of={remedy} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )

const Tools: FC<ReportProps> = ({ report: { tools } }) =>
  tools.length === 0 ? null : (
    <Section id="tools" title="Everything your agents can call">
      <ul class="rows">
        {tools.slice(0, TOOLS).map((tool) => (
          <ToolRow tool={{ ...tool, serverName: tool.member }} withServer>
            {tool.unasked ? 'The client calls it without asking.' : undefined}
          </ToolRow>
        ))}
      </ul>
      {tools.length > TOOLS ? (
        <p class="muted">And {tools.length - TOOLS} of lower risk, on the servers’ pages.</p>
      ) : null}
    </Section>
  )

const Policies: FC<ReportProps> = ({ report: { policies } }) =>
  policies.length === 0 ? null : (
    <Section id="policies" title="One policy a server">
      <p>
        Reads are allowed, writes capped, money and ways out asked for, destruction hidden, and everything else denied.
        Put each beside its server in <code>portcullis.yaml</code>.
      </p>
      {policies.map(({ member, policy, tightened }, at) => (
        <details class="stack-policy" open={policies.length === 1}>
          <summary>
            <strong>{member}</strong>{' '}
            {tightened.length === 0 ? null : (
              <span class="muted">{`${tightened.length} tools asked about only because of the others`}</span>
            )}
          </summary>
          <PolicyBlock id={`stack-policy-${at}`} policy={policy} title={`${member}: policy.json`} />
          <p class="needs-js">
            <button type="button" class="button" data-download={`stack-policy-${at}`} data-name={fileName(member)}>
              Download
            </button>
          </p>
        </details>
      ))}
    </Section>
  )

function fileName(member: string): string {
  const plain = member
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `${plain === '' ? 'server' : plain}.policy.json`
}

const Counts: FC<ReportProps> = ({ report: { counts } }) => (
  <div class="stack-counts">
    <p class="facts">
      {RISK_LEVELS.toReversed().map((level) =>
        counts.byRisk[level] === 0 ? null : (
          <span>
            <RiskBadge level={level} /> {counts.byRisk[level]}
          </span>
        ),
      )}
    </p>
    <CategoryBar counts={counts.byCategory} />
  </div>
)

/** The whole report. */
export const StackSections: FC<ReportProps> = ({ report }) => (
  <>
    <p class="lead verdict-line">
      <Prose of={report.verdict} />
    </p>
    <Counts report={report} />
    <Combinations report={report} />
    <Servers report={report} />
    <Findings report={report} />
    <Tools report={report} />
    <Policies report={report} />
  </>
)
