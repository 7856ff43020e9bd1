/** Counts over time, drawn as bars that stand on each other; also as a table. */
import { ChartColumn, Table } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { classes } from '../../lib/classes.ts'
import { wholeWords } from '../../lib/words.ts'
import { useTheme } from '../../shell/theme.ts'
import { IconButton } from '../button.tsx'
import { colourOf, usePrefersDark } from './colours.ts'

/** One kind of what is counted. */
export interface Series {
  readonly label: string
  /** Name of a token: `accent`, `critical`. */
  readonly colour: string
  /** As many as there are instants. */
  readonly counts: readonly number[]
}

interface TimeSeriesProps {
  /** What is counted: “Calls”. */
  readonly label: string
  /** Beginnings of the spans, milliseconds since 1970, each as long after the other. */
  readonly instants: readonly number[]
  readonly series: readonly Series[]
  /** How a span is named. */
  readonly spanWords: (at: number) => string
  /** Pixels. */
  readonly height?: number
}

/** Shows it. */
export function TimeSeries(props: TimeSeriesProps) {
  const { label, series, height = 220 } = props
  const [asTable, setAsTable] = useState(false)
  const totals = series.map(({ label: name, counts }) => `${name}: ${wholeWords(counts.reduce((a, b) => a + b, 0))}`)
  return (
    <div className="relative" style={{ minHeight: height }}>
      <div className="absolute -top-1 right-0 z-10">
        <IconButton
          size="small"
          icon={asTable ? ChartColumn : Table}
          label={asTable ? 'Show as a chart' : 'Show as a table'}
          onClick={() => setAsTable(!asTable)}
        />
      </div>
      <ul className="mb-2 flex flex-wrap gap-x-4">
        {series.map(({ label: name, colour }) => (
          <li key={name} className="flex items-center gap-1.5 text-[0.92rem] text-ink-soft">
            <span
              aria-hidden
              className={classes('size-2.5 rounded-[3px]', colour === 'critical' ? 'bg-critical' : 'bg-accent')}
            />
            {name}
          </li>
        ))}
      </ul>
      {asTable ? (
        <CountTable {...props} />
      ) : (
        <Plot {...props} height={height} words={`${label}. ${totals.join(', ')}.`} />
      )}
    </div>
  )
}

interface PlotProps extends TimeSeriesProps {
  readonly height: number
  readonly words: string
}

function Plot({ instants, series, spanWords, height, words }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [told, setTold] = useState<number>()
  const theme = useTheme()
  const dark = usePrefersDark()
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew where light and dark change
  useEffect(() => {
    const { current } = frame
    if (current === null) return
    const plot = new uPlot(
      optionsOf(current, { instants, series, height }, setTold),
      stacked(instants, series),
      current,
    )
    const watcher = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height }))
    watcher.observe(current)
    return () => {
      watcher.disconnect()
      plot.destroy()
    }
  }, [instants, series, height, theme, dark])
  const at = told === undefined ? undefined : instants[told]
  return (
    <>
      <div ref={frame} role="img" aria-label={words} className="w-full overflow-hidden" style={{ height }} />
      <p aria-hidden className="numbers min-h-6 text-[0.92rem] text-ink-soft">
        {at !== undefined &&
          `${spanWords(at)} · ${series.map(({ label, counts }) => `${label} ${wholeWords(counts[told ?? 0] ?? 0)}`).join(' · ')}`}
      </p>
    </>
  )
}

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const DAY = 86_400

/** The hour where spans are shorter than a day; at midnight, and where they are days, the day. @param step seconds */
function tickWords(at: number, step: number): string {
  const words = hour.format(at)
  return step >= DAY / 4 || words === '00:00' ? day.format(at) : words
}

/** What uPlot draws: the sum of all first, so that each stands on those after it. */
function stacked(instants: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  const sums = series.map((_, place) =>
    instants.map((_at, index) => series.slice(place).reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0)),
  )
  return [instants.map((at) => at / 1000), ...sums]
}

function optionsOf(
  frame: HTMLElement,
  { instants, series, height }: Pick<PlotProps, 'instants' | 'series' | 'height'>,
  tell: (index: number | undefined) => void,
): uPlot.Options {
  const ink = colourOf(frame, 'ink-soft')
  const line = colourOf(frame, 'line')
  const axis: uPlot.Axis = {
    stroke: ink,
    font: '12px system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  }
  const step = ((instants[1] ?? 3_600_000) - (instants[0] ?? 0)) / 1000
  return {
    width: frame.clientWidth || 600,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    padding: [8, 24, 0, 0],
    scales: {
      x: { time: true, range: (_plot, from, to) => [from - step / 2, to + step / 2] },
      y: { range: (_plot, _from, to) => [0, Math.max(4, to * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        values: (_plot, at) => at.map((seconds) => tickWords(seconds * 1000, step)),
      },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7] },
    ],
    series: [
      {},
      ...series.map(({ label, colour }) => ({
        label,
        stroke: colourOf(frame, colour),
        fill: colourOf(frame, colour),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [0.72, 48], radius: 0.15 }) ?? null,
      })),
    ] as uPlot.Series[],
    hooks: { setCursor: [(plot) => tell(plot.cursor.idx ?? undefined)] },
  }
}

function CountTable({ label, instants, series, spanWords }: TimeSeriesProps) {
  const id = useId()
  return (
    <div className="max-h-80 overflow-y-auto">
      <table className="numbers w-full text-left" aria-labelledby={id}>
        <caption id={id} className="sr-only">
          {label}
        </caption>
        <thead className="text-ink-soft">
          <tr>
            <th scope="col" className="py-1 font-semibold">
              When
            </th>
            {series.map(({ label: name }) => (
              <th key={name} scope="col" className="py-1 text-right font-semibold">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.map((at, index) => (
            <tr key={at} className="border-t border-line">
              <th scope="row" className="py-1 font-normal">
                {spanWords(at)}
              </th>
              {series.map(({ label: name, counts }) => (
                <td key={name} className="py-1 text-right">
                  {wholeWords(counts[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
