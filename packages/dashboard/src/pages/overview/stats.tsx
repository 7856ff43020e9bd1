/** The few numbers that are looked at first. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { useMay } from '../../api/who.ts'
import { classes } from '../../lib/classes.ts'
import { shortWords, wholeWords } from '../../lib/words.ts'
import { useWaiting } from '../../shell/waiting.ts'
import { Bone } from '../../ui/states.tsx'

interface StatsProps {
  readonly overview: Answer<'audit.overview'> | undefined
  /** “24 hours” */
  readonly label: string
}

/** Shows them. */
export function Stats({ overview, label }: StatsProps) {
  const waiting = useWaiting()
  const sees = useMay('approval.read')
  const allowed = overview?.hours.reduce((sum, hour) => sum + hour.allowed, 0) ?? 0
  const denied = overview?.hours.reduce((sum, hour) => sum + hour.denied, 0) ?? 0
  const all = allowed + denied
  const share = all === 0 ? 'none' : `${((denied / all) * 100).toFixed(denied / all < 0.1 ? 1 : 0)} %`
  const isThere = overview !== undefined
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat name={`Calls in ${label}`} value={all} ready={isThere} href="/audit" />
      <Stat
        name="Refused"
        value={denied}
        ready={isThere}
        href="/audit?effect=deny"
        note={`${share} of all calls`}
        tone={denied > 0 ? 'text-critical' : undefined}
      />
      <Stat
        name="Tools called"
        value={overview?.tools.length ?? 0}
        ready={isThere}
        href="/servers"
        note={overview?.tools.length === 50 ? 'or more' : undefined}
      />
      {sees && (
        <Stat
          name="Waiting for an answer"
          value={waiting}
          ready
          href="/approvals"
          tone={waiting > 0 ? 'text-accent' : undefined}
          note={waiting > 0 ? 'agents wait for you' : 'nobody waits'}
        />
      )}
    </dl>
  )
}

interface StatProps {
  readonly name: string
  readonly value: number
  readonly ready: boolean
  readonly href: string
  readonly note?: ReactNode
  readonly tone?: string | undefined
}

function Stat({ name, value, ready, href, note, tone }: StatProps) {
  return (
    <div className="panel relative px-4 py-3 hover:border-line-strong">
      <dt className="text-[0.92rem] text-ink-soft">
        <Link href={href} className="after:absolute after:inset-0">
          {name}
        </Link>
      </dt>
      <dd>
        {ready ? (
          <span
            className={classes('numbers text-[1.75rem] leading-tight font-semibold', tone)}
            title={wholeWords(value)}
          >
            {shortWords(value)}
          </span>
        ) : (
          <Bone className="my-2 h-5 w-16" />
        )}
        <span className="block min-h-5 text-[0.86rem] text-ink-soft">{ready && note}</span>
      </dd>
    </div>
  )
}
