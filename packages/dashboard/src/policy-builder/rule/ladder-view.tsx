/** The ladder of a budget, drawn: free, asked, refused. The same stands beneath in words. */
import type { JsonValue } from '@portcullis/engine'
import { wholeWords } from '../../lib/words.ts'
import { type Ladder, laddersOf } from '../model/ladder.ts'
import { windowWords } from '../words/limit-words.ts'

/** Draws the ladders of a rule's limits; nothing where there are none. */
export function Ladders({ limits }: { readonly limits: readonly JsonValue[] }) {
  return laddersOf(limits).map((ladder) => (
    <LadderView key={ladder.steps.map(({ index }) => index).join()} ladder={ladder} />
  ))
}

const WIDTH = 100

function LadderView({ ladder: { counter, window, steps } }: { readonly ladder: Ladder }) {
  const top = steps.at(-1)?.max ?? 0
  // What lies beyond the last step is drawn as well, as long as a fifth of all.
  const scale = (amount: number): number => (top === 0 ? 0 : (amount / top) * WIDTH * 0.8)
  const zones = zonesOf(steps)
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap justify-between gap-x-3 text-ink-soft">
        <span className="break-all">{counter}</span>
        <span>{windowWords(window)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} 9`} preserveAspectRatio="none" aria-hidden="true" className="h-3 w-full rounded">
        {zones.map(({ from, to, says }) => (
          <rect
            key={from}
            x={scale(from)}
            width={(to === undefined ? WIDTH : scale(to)) - scale(from)}
            y={0}
            height={9}
            className={FILLS[says]}
          />
        ))}
        {steps.map(
          ({ warn }) =>
            warn !== undefined && <rect key={warn} x={scale(warn)} width={0.6} height={9} className="fill-ink" />,
        )}
      </svg>
      <p className="numbers mt-1 flex flex-wrap gap-x-4 text-[0.92rem]">
        {zones.map(({ from, to, says }) => (
          <span key={from} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={DOTS[says]} />
            {to === undefined ? `beyond ${wholeWords(from)}` : `up to ${wholeWords(to)}`}: {WORDS[says]}
          </span>
        ))}
      </p>
    </figure>
  )
}

type Says = 'free' | 'ask' | 'refuse'

const WORDS: Readonly<Record<Says, string>> = { free: 'free', ask: 'asked', refuse: 'refused' }
const FILLS: Readonly<Record<Says, string>> = { free: 'fill-low', ask: 'fill-medium', refuse: 'fill-critical' }
const DOTS: Readonly<Record<Says, string>> = {
  free: 'size-2.5 rounded-sm bg-low',
  ask: 'size-2.5 rounded-sm bg-medium',
  refuse: 'size-2.5 rounded-sm bg-critical',
}

interface Zone {
  readonly from: number
  /** Undefined: without an end. */
  readonly to: number | undefined
  readonly says: Says
}

/** Between two steps holds what the lower one says; nothing is left beyond one that refuses. */
function zonesOf(steps: Ladder['steps']): readonly Zone[] {
  const zones: Zone[] = []
  let from = 0
  let says: Says = 'free'
  for (const { max, beyond } of steps) {
    if (says === 'refuse') break
    if (max > from) zones.push({ from, to: max, says })
    from = max
    says = beyond
  }
  return [...zones, { from, to: undefined, says }]
}
