/** What people said of a question, and of the last ones about the same tool. */
import { Link } from 'wouter'
import { visible } from '../../../lib/visible.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { type ApprovalView, standingWord } from '../approval.ts'
import { useNames } from './names.ts'

type Said = ApprovalView['verdicts'][number]

const VERBS: Readonly<Record<Said['verdict'], string>> = {
  approve: 'approved',
  narrow: 'narrowed it',
  reject: 'rejected',
}

/** Verdicts so far; nothing where there are none. */
export function SaidPanel({ verdicts }: Pick<ApprovalView, 'verdicts'>) {
  if (verdicts.length === 0) return null
  return (
    <Panel title="Said so far">
      <ul className="grid grid-cols-1 gap-3">
        {verdicts.map((said) => (
          <li key={said.account}>
            <SaidLine said={said} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function SaidLine({ said: { name, in_stead_of: principal, verdict, reason, at } }: { readonly said: Said }) {
  const names = useNames()
  return (
    <p className="min-w-0 break-words">
      <strong>{visible(name)}</strong>
      {principal !== undefined && ` in ${names(principal)}’s stead`} {VERBS[verdict]}{' '}
      <Instant at={at} className="text-ink-soft" />
      {reason !== '' && <span className="block text-ink-soft">“{visible(reason)}”</span>}
    </p>
  )
}

/** The last calls of the same tool that people were asked about. */
export function SimilarPanel({ similar }: Pick<ApprovalView, 'similar'>) {
  if (similar.length === 0) return null
  return (
    <Panel title="Asked before, of the same tool" flush>
      <ul className="divide-y divide-line">
        {similar.map((one) => {
          const [tone, word] = standingWord(one)
          return (
            <li key={one.id} className="relative px-4 py-2.5 hover:bg-sunken">
              <p className="flex flex-wrap items-center gap-2">
                <Badge tone={tone}>{word}</Badge>
                <Link href={`/approvals/${one.id}`} className="one-line flex-1 after:absolute after:inset-0">
                  {visible(one.grant.label)}
                </Link>
                <Instant at={one.opened} className="text-[0.92rem] text-ink-soft" />
              </p>
              {one.same && <p className="text-[0.92rem] text-medium">With the same arguments</p>}
              {one.verdicts.map((said) => (
                <div key={said.account} className="mt-1 text-[0.92rem]">
                  <SaidLine said={said} />
                </div>
              ))}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
