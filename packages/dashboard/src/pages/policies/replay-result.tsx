/** What a document would have answered to recorded calls. */
import { useCallback, useEffect } from 'react'
import type { Answer } from '../../api/api.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { counted, wholeWords } from '../../lib/words.ts'
import { Badge, EffectBadge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Loaded } from '../../ui/states.tsx'
import type { DocumentWish } from './difference-list.tsx'
import { type ReplayChange, replayOf } from './reports.ts'
import { useAsk } from './use-ask.ts'

interface ReplayResultProps {
  readonly document: DocumentWish
  /** Slug; empty: none was chosen. */
  readonly server: string
}

/** Replays, and shows what comes of it. */
export function ReplayResult({ document, server }: ReplayResultProps) {
  const organisation = useOrganisation()
  const mayReplay = useMay('replay.run')
  const { mutate, data, error } = useAsk('judge.replay')
  const wish = JSON.stringify(document)
  // Every replay is put on record: it is asked for once for each text, and not whenever the page is looked at.
  const again = useCallback(
    () => mutate({ params: { organisation }, body: { document: JSON.parse(wish), server } }),
    [mutate, organisation, wish, server],
  )
  useEffect(() => {
    if (mayReplay && server !== '') again()
  }, [mayReplay, server, again])
  if (!mayReplay) return <p className="text-ink-soft">Your role may not replay recorded calls.</p>
  if (server === '') return <p className="text-ink-soft">Choose a server to replay the calls that it got.</p>
  return <Loaded query={{ data, error, refetch: again }}>{(result) => <Result result={result} />}</Loaded>
}

type Replayed = Answer<'judge.replay'>

function Result({ result }: { readonly result: Replayed }) {
  const { changes, doubts } = replayOf(result.report)
  if (result.calls === 0) return <p className="text-ink-soft">No call to this server was recorded yet.</p>
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="font-semibold">
        {headline(result, changes)}
      </p>
      {result.cut && <p className="text-ink-soft">Only the latest calls were looked at.</p>}
      {changes.length > 0 && (
        <ul aria-label="Calls that would be answered otherwise" className="flex flex-col gap-1.5">
          {changes.slice(0, 50).map((change) => (
            <ChangeRow key={`${change.tool} ${change.from} ${change.to} ${change.rule}`} change={change} />
          ))}
        </ul>
      )}
      {doubts.length > 0 && (
        <details>
          <summary className="text-ink-soft">
            Of {counted(result.cannotTell, 'call')} it cannot be told: the log holds no values.
          </summary>
          <ul className="mt-2 flex list-disc flex-col gap-1 pl-5">
            {doubts.slice(0, 30).map(({ tool, because, count }) => (
              <li key={`${tool} ${because}`} className="break-words">
                {counted(count, 'call')} of <span className="font-mono">{tool}</span>: {because}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

const NOW: Readonly<Record<string, string>> = { deny: 'denied', ask: 'asked', allow: 'allowed' }

/** “14 of 2,113 calls would now be denied.” */
function headline({ calls, changed }: Replayed, changes: readonly ReplayChange[]): string {
  const of = `of ${wholeWords(calls)} recorded ${calls === 1 ? 'call' : 'calls'}`
  if (changed === 0) return `None ${of} would be answered otherwise, as far as it can be told.`
  const parts = ['deny', 'ask', 'allow'].flatMap((effect) => {
    const count = changes.filter(({ to }) => to === effect).reduce((sum, change) => sum + change.count, 0)
    return count === 0 ? [] : [`${wholeWords(count)} would now be ${NOW[effect]}`]
  })
  return `${parts.join(', ')}, ${of}.`
}

function ChangeRow({ change }: { readonly change: ReplayChange }) {
  const { tool, from, to, rule, count, first, loosened } = change
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="numbers w-12 text-right font-semibold">{wholeWords(count)}×</span>
      <span className="font-mono break-all">{tool}</span>
      <span className="inline-flex items-center gap-1.5">
        <EffectBadge effect={from} /> → <EffectBadge effect={to} />
      </span>
      {loosened && <Badge tone="worst">Allows more</Badge>}
      <span className="break-all text-ink-soft">
        by <span className="font-mono">{rule}</span>, first <Instant at={first} />
      </span>
    </li>
  )
}
