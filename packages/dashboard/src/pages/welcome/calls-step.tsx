/** What was decided of the first calls, and why. */
import { Link } from 'wouter'
import { visible } from '../../lib/visible.ts'
import { EffectBadge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { codeWords } from '../audit/code-words.ts'
import type { Decision } from '../audit/decision-filter.ts'

interface CallsStepProps {
  /** The latest first. */
  readonly calls: readonly Decision[]
}

const SHOWN = 8

/** Shows them. */
export function CallsStep({ calls }: CallsStepProps) {
  const refused = calls.find(({ effect }) => effect === 'deny')
  const isRefused = refused !== undefined
  const isHidden = refused?.code === 'tool_unknown'
  return (
    <div className="flex flex-col gap-4">
      <ul aria-label="Calls" className="divide-y divide-line rounded-[7px] border border-line">
        {calls.slice(0, SHOWN).map(({ id, effect, tool, method, code, rule }) => (
          <li
            key={id}
            className="grid items-center gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[5.5rem_minmax(0,1fr)_minmax(0,1.4fr)]"
          >
            <span>
              <EffectBadge effect={effect} />
            </span>
            <Link href={`/audit/decisions/${id}`} className="one-line font-medium hover:text-accent">
              <code className="text-[0.92rem]">{visible(tool ?? method)}</code>
            </Link>
            <span className="min-w-0 text-ink-soft">
              {code === undefined ? 'The policy allows it.' : `${codeWords(code)}.`}{' '}
              {rule !== undefined && rule !== '' && <code className="text-[0.88rem] break-all">{visible(rule)}</code>}
            </span>
          </li>
        ))}
      </ul>
      {isRefused ? (
        <p>
          {isHidden
            ? 'That is it: to the agent this tool does not exist, and the call never reached the server.'
            : 'That is it: the agent was told why, and the call never reached the server.'}{' '}
          Everything is in{' '}
          <Link href="/audit" className="text-accent underline">
            the audit log
          </Link>
          .
        </p>
      ) : (
        <p className="text-ink-soft">
          Now one that is refused: ask your agent for something that the policy does not allow.
        </p>
      )}
      {isRefused && (
        <div className="flex flex-wrap gap-2">
          <ButtonLink href="/">To the overview</ButtonLink>
          <ButtonLink href="/policies" kind="primary">
            Shape the policy
          </ButtonLink>
        </div>
      )}
    </div>
  )
}
