/** Who asks for a call, which rules want it looked at, and who may answer. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { usePages } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { exactWords, titled } from '../../../lib/words.ts'
import { CategoryBadge, RiskBadge } from '../../../ui/badge.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Facts, Panel } from '../../../ui/page.tsx'
import type { ApprovalView } from '../approval.ts'
import { useNames } from './names.ts'

/** Shows it. */
export function WhyPanel({ view }: { readonly view: ApprovalView }) {
  const names = useNames()
  const { grant, server, category, risk, opened, four_eyes: fourEyes, approvers } = view
  const sees = useMay('server.read')
  return (
    <Panel title="Who asks, and why">
      <Facts
        facts={[
          [
            'Grant',
            <To key="g" href={`/grants/${grant.id}`} shown={useMay('grant.read')} text={visible(grant.label)} />,
          ],
          ['Owner', names(grant.owner)],
          ['Server', <To key="s" href={`/servers/${server.slug}`} shown={sees} text={visible(server.slug)} />],
          ['Risk', risk === undefined ? 'Unknown: nobody labelled the tool' : <RiskBadge key="r" risk={risk} />],
          category === undefined ? undefined : ['Kind', <CategoryBadge key="k" category={category} />],
          [
            'Asked',
            <span key="o" title={exactWords(opened)}>
              <Instant at={opened} />
            </span>,
          ],
          [
            'May answer',
            approvers.map((list) => list.map((word) => approverWords(word, names)).join(' or ')).join(', and also '),
          ],
          fourEyes ? ['Four eyes', 'Not the grant’s owner, nor whoever narrowed it'] : undefined,
        ]}
      />
      <Rules rules={view.rules} />
    </Panel>
  )
}

function To({
  href,
  shown,
  text,
}: {
  readonly href: string
  readonly shown: boolean
  readonly text: string
}): ReactNode {
  return shown ? (
    <Link href={href} className="break-words text-accent">
      {text}
    </Link>
  ) : (
    text
  )
}

/** `role:approver` → “approvers”. */
function approverWords(word: string, names: (account: string) => string): string {
  const colon = word.indexOf(':')
  const name = word.slice(colon + 1)
  if (word === 'owner') return 'the grant’s owner'
  if (word.startsWith('role:')) return `whoever is ${titled(name).toLowerCase()}`
  return word.startsWith('team:') ? `team ${visible(name)}` : names(name)
}

function Rules({ rules }: Pick<ApprovalView, 'rules'>) {
  const organisation = useOrganisation()
  const enabled = useMay('policy.read')
  const { items } = usePages('policies.list', { params: { organisation }, query: { limit: 200 } }, { enabled })
  return (
    <ul className="mt-4 grid grid-cols-1 gap-2">
      {rules.map(({ document, version, rule, message }) => (
        <li key={`${document} ${rule}`} className="rounded-[7px] bg-medium-soft px-3 py-2 text-medium">
          <p className="font-medium [overflow-wrap:anywhere]">{visible(message)}</p>
          <p className="mt-0.5 text-[0.92rem] [overflow-wrap:anywhere]">
            <To
              href={`/policies/${document}`}
              shown={enabled}
              text={visible(items.find(({ id }) => id === document)?.name ?? document)}
            />{' '}
            <code title={`Version ${visible(version)}`}>{visible(rule)}</code>
          </p>
        </li>
      ))}
    </ul>
  )
}
