/** One call, and why it was decided so. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useMaySome, useOrganisation } from '../../api/who.ts'
import { durationWords, exactWords, titled, wholeWords } from '../../lib/words.ts'
import { CategoryBadge, EffectBadge, RiskBadge } from '../../ui/badge.tsx'
import { CodeBlock, CopyButton } from '../../ui/copy.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Facts, Page, Panel } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { codeWords } from './code-words.ts'
import { askedFor } from './decision-columns.tsx'
import { FactsPanel } from './facts-panel.tsx'
import { useGrantLabels } from './names.ts'

type Explained = Answer<'audit.decisions.read'>

/** The page. */
export function DecisionPage({ decision }: { readonly decision: string }) {
  const organisation = useOrganisation()
  const found = useRead('audit.decisions.read', { params: { organisation, decision } })
  const body = found.data?.body
  return (
    <Page
      title={body === undefined ? 'A call' : askedFor(body)}
      up={{ href: '/audit', label: 'Audit' }}
      heading={body && <span className="font-mono text-[1.3rem] break-all">{askedFor(body)}</span>}
    >
      <Loaded query={found}>
        {({ body: shown }) => (
          <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
            <What shown={shown} />
            <Why shown={shown} />
            <Took shown={shown} />
            <Arguments shown={shown} />
            <FactsPanel key={shown.id} decision={shown.id} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function What({ shown }: { readonly shown: Explained }) {
  const labels = useGrantLabels()
  const seesServers = useMaySome('server.read')
  const seesGrants = useMaySome('grant.read')
  return (
    <Panel title="The call">
      <Facts
        facts={[
          [
            'When',
            <span key="at">
              {exactWords(shown.at)} (<Instant at={shown.at} />)
            </span>,
          ],
          [
            'Server',
            <Led key="server" sees={seesServers} to={`/servers/${shown.server}`}>
              {shown.server}
            </Led>,
          ],
          [
            'Grant',
            <Led key="grant" sees={seesGrants} to={`/grants/${shown.grant}`}>
              {labels.get(shown.grant) ?? shown.grant}
            </Led>,
          ],
          ['Method', <code key="method">{shown.method}</code>],
          shown.category === undefined
            ? undefined
            : ['Kind', <CategoryBadge key="kind" category={shown.category.toLowerCase()} />],
          shown.risk === undefined ? undefined : ['Risk', <RiskBadge key="risk" risk={shown.risk.toLowerCase()} />],
          shown.count > 1 ? ['Times', `${wholeWords(shown.count)} identical refusals`] : undefined,
          [
            'Record',
            <span key="id" className="flex items-center gap-1">
              <code className="break-all">{shown.id}</code>
              <CopyButton text={shown.id} label="Copy the record’s id" />
            </span>,
          ],
        ]}
      />
    </Panel>
  )
}

interface LedProps {
  readonly to: string
  /** Whoever may not see what is there gets words without a link. */
  readonly sees: boolean
  readonly children: ReactNode
}

function Led({ to, sees, children }: LedProps) {
  if (!sees) return children
  return (
    <Link href={to} className="text-accent">
      {children}
    </Link>
  )
}

function Why({ shown }: { readonly shown: Explained }) {
  const sees = useMay('policy.read')
  const name = shown.policy_name ?? shown.policy
  return (
    <Panel title="Why">
      <p className="mb-3 flex flex-wrap items-center gap-2">
        <EffectBadge effect={shown.effect} />
        {shown.code === undefined
          ? `It ran: ${titled(shown.outcome ?? 'unknown').toLowerCase()}.`
          : `${codeWords(shown.code)}.`}
      </p>
      <Facts
        facts={[
          name === undefined
            ? undefined
            : [
                'Policy',
                <Led key="p" sees={sees} to={`/policies/${shown.policy}`}>
                  {name}
                </Led>,
              ],
          shown.policy_version === undefined ? undefined : ['Version', shown.policy_version],
          shown.rule === undefined
            ? undefined
            : [
                'Rule',
                <code key="rule" className="break-all">
                  {shown.rule}
                </code>,
              ],
          shown.approval === undefined
            ? undefined
            : [
                'People',
                <span key="people">
                  <Link href={`/approvals/${shown.approval.id}`} className="text-accent">
                    {approvalWords(shown.approval)}
                  </Link>
                </span>,
              ],
          shown.withheld_by === undefined
            ? undefined
            : [
                'Withheld by',
                <code key="w" className="break-all">
                  {shown.withheld_by}
                </code>,
              ],
          shown.redacted > 0 ? ['Redacted', `${wholeWords(shown.redacted)} places of the result`] : undefined,
          shown.shadow === undefined ? undefined : ['In shadow', `It would have been: ${shown.shadow}`],
        ]}
      />
      {shown.rule_text !== undefined && (
        <div className="mt-3">
          <CodeBlock text={JSON.stringify(shown.rule_text, undefined, 2)} label="the rule as it was then" />
        </div>
      )}
    </Panel>
  )
}

/** What people said, as the decision found or left it. */
const approvalWords = ({ state, narrowed }: NonNullable<Explained['approval']>): string =>
  `${titled(APPROVAL_WORDS.get(state) ?? state)}${narrowed ? ', with other arguments' : ''}`

const APPROVAL_WORDS: ReadonlyMap<string, string> = new Map([
  ['pending', 'waited for an answer'],
  ['consumed', 'approved'],
  ['delivered', 'approved before: the kept answer was handed out'],
  ['superseded', 'something that it was bound to had changed'],
])

function Took({ shown }: { readonly shown: Explained }) {
  return (
    <Panel title="What it took">
      <Facts
        facts={[
          ['Deciding', durationWords(shown.micros)],
          ['The server', shown.effect === 'allow' ? durationWords(shown.upstream_micros) : 'was not asked'],
          ['The gateway', durationWords(shown.own_micros)],
        ]}
      />
      {shown.claims.length > 0 && (
        <div className="mt-3">
          <CodeBlock
            text={shown.claims.map((claim) => JSON.stringify(claim)).join('\n')}
            label="what it took from budgets"
          />
        </div>
      )}
      {shown.warnings.length > 0 && (
        <div className="mt-3">
          <CodeBlock
            text={shown.warnings.map((one) => JSON.stringify(one)).join('\n')}
            label="shares of limits that it reached"
          />
        </div>
      )}
    </Panel>
  )
}

function Arguments({ shown }: { readonly shown: Explained }) {
  const names = shown.arguments
  return (
    <Panel title="Arguments">
      {names.length === 0 && shown.other_arguments === 0 ? (
        <p className="text-ink-soft">It had none that the tool’s schema knows.</p>
      ) : (
        <ul className="mb-3 flex flex-wrap gap-1.5">
          {names.map((name) => (
            <li key={name}>
              <code className="rounded bg-sunken px-1.5 py-0.5">{name}</code>
            </li>
          ))}
          {shown.other_arguments > 0 && (
            <li className="text-ink-soft">and {shown.other_arguments} that the schema does not know</li>
          )}
        </ul>
      )}
      <p className="mt-3 text-[0.92rem] text-ink-soft">The log does not hold {shown.lacks.join('; ')}.</p>
    </Panel>
  )
}
