/** What was called: counts, over time, by tool, and why calls were refused. */
import { Activity } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { Link } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { useNow } from '../../lib/clock.ts'
import { counted, shortWords, wholeWords } from '../../lib/words.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { TimeSeries } from '../../ui/chart/time-series.tsx'
import { Panel } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { codeWords } from '../audit/code-words.ts'
import { boundsOf, RANGES, type RangeName, spansOf } from './spans.ts'
import { Stats } from './stats.tsx'

type Overview = Answer<'audit.overview'>

/** Milliseconds between two readings. */
const EVERY = 10_000
const SHOWN = 8

/** Shows it, with something beside the chart. */
export function Calls({ range, beside }: { readonly range: RangeName; readonly beside: ReactNode }) {
  const organisation = useOrganisation()
  const now = useNow()
  const { since, until } = boundsOf(range, now)
  const asking = { params: { organisation }, query: { since, until } }
  const overview = useRead('audit.overview', asking, { every: EVERY, keep: true })
  const body = overview.data?.body
  if (body === undefined && overview.isError) return <Failed error={overview.error} again={overview.refetch} />
  return (
    <>
      <Stats overview={body} label={RANGES[range].label} />
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <Panel title="Calls" className="min-h-[25rem]">
          {body === undefined ? <Bones rows={4} /> : <Chart overview={body} {...{ range, since, until }} />}
        </Panel>
        {beside}
        <Panel title="Tools that were called most">{body === undefined ? <Bones /> : <Tools overview={body} />}</Panel>
        <Panel title="Why calls were refused">{body === undefined ? <Bones /> : <Reasons overview={body} />}</Panel>
      </div>
    </>
  )
}

interface ChartProps {
  readonly overview: Overview
  readonly range: RangeName
  readonly since: number
  readonly until: number
}

function Chart({ overview, range, since, until }: ChartProps) {
  const { instants, allowed, denied } = useMemo(
    () => spansOf(overview.hours, range, { since, until }),
    [overview.hours, range, since, until],
  )
  const series = useMemo(
    () => [
      { label: 'Refused', colour: 'critical', counts: denied },
      { label: 'Allowed', colour: 'accent', counts: allowed },
    ],
    [allowed, denied],
  )
  return <TimeSeries label="Calls over time" instants={instants} series={series} spanWords={spanWords(range)} />
}

const hourly = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const daily = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
const spanWords =
  (range: RangeName) =>
  (at: number): string =>
    range === 'month' ? daily.format(at) : `${hourly.format(at)}`

function Tools({ overview: { tools } }: { readonly overview: Overview }) {
  if (tools.length === 0)
    return (
      <Empty icon={Activity} title="No calls in this time">
        As soon as an agent calls a tool through the gate, it is counted here.
      </Empty>
    )
  const most = Math.max(...tools.map(({ allowed, denied }) => allowed + denied))
  return (
    <ol className="grid grid-cols-1 gap-2.5">
      {tools.slice(0, SHOWN).map(({ server, tool, allowed, denied }) => (
        <li key={`${server} ${tool}`}>
          <div className="mb-0.5 flex items-baseline gap-3">
            <Link
              href={`/audit?${new URLSearchParams({ server, tool })}`}
              title={`${server} / ${tool}`}
              className="one-line flex-1 font-mono text-[0.92rem] hover:text-accent"
            >
              <span className="text-ink-soft">{server} / </span>
              {tool}
            </Link>
            <span className="numbers text-[0.92rem] whitespace-nowrap text-ink-soft">
              {denied > 0 && <span className="text-critical">{shortWords(denied)} refused of </span>}
              {shortWords(allowed + denied)}
            </span>
          </div>
          <span className="flex h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
            <span className="bg-accent" style={{ width: `${(allowed / most) * 100}%` }} />
            <span className="bg-critical" style={{ width: `${(denied / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}

function Reasons({ overview }: { readonly overview: Overview }) {
  const codes = overview.codes.filter(({ count }) => count > 0)
  const most = Math.max(1, ...codes.map(({ count }) => count))
  const strangers = overview.unidentified.reduce((sum, { count }) => sum + count, 0)
  if (codes.length === 0 && strangers === 0)
    return <p className="py-6 text-center text-ink-soft">Nothing was refused in this time.</p>
  return (
    <>
      <ol className="grid grid-cols-1 gap-2.5">
        {codes.slice(0, SHOWN).map(({ code, count }) => (
          <li key={code}>
            <div className="mb-0.5 flex items-baseline gap-3">
              <Link
                href={`/audit?${new URLSearchParams({ code })}`}
                title={code}
                className="one-line flex-1 hover:text-accent"
              >
                {codeWords(code)}
              </Link>
              <span className="numbers text-[0.92rem] text-ink-soft">{wholeWords(count)}</span>
            </div>
            <ShareBar share={count / most} tone="critical" />
          </li>
        ))}
      </ol>
      {strangers > 0 && (
        <p className="mt-4 text-[0.92rem] text-ink-soft">
          Besides, {counted(strangers, 'request')} came without a good token:{' '}
          {overview.unidentified
            .map(({ reason, count }) => `${reason.replaceAll('_', ' ')} ${wholeWords(count)}`)
            .join(', ')}
          .
        </p>
      )}
    </>
  )
}
