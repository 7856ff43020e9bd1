/** The figures of one step as a picture: a bar for each way, readable on light and on dark pages. */
import { finder, perSecond } from './figures.ts'
import { whole } from './markdown.ts'
import type { Series } from './measure.ts'
import { spread } from './statistics.ts'
import { THIRTY_TWO } from './steps.ts'
import { DIRECT, NGINX } from './way.ts'

const WIDTH = 880
const LABELS = 260
const VALUES = 190
const ROW = 30
const BAR = 18
const TOP = 56

const STYLE = `
    .page { fill: #ffffff }
    .ours { fill: #0969da }
    .other { fill: #8c959f }
    .text { fill: #1f2328 }
    .note { fill: #57606a; font-size: 12px }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 }
      .ours { fill: #4493f8 }
      .other { fill: #656c76 }
      .text { fill: #f0f6fc }
      .note { fill: #9198a1 }
    }
  `

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '')

interface Bar {
  readonly name: string
  readonly rate: number
}

function row({ name, rate }: Bar, place: number, against: { readonly most: number; readonly nginx: number }): string {
  const y = TOP + place * ROW
  const width = Math.max(1, ((WIDTH - LABELS - VALUES) * rate) / against.most)
  const kind = name.startsWith('Portcullis') ? 'ours' : 'other'
  const share = `${(rate / against.nginx).toFixed(2)} of nginx`
  const value = Number.isNaN(against.nginx) ? whole(rate) : `${whole(rate)} · ${share}`
  return [
    `  <text class="text" x="${LABELS - 12}" y="${y + 14}" text-anchor="end">${escaped(name)}</text>`,
    `  <rect class="${kind}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
    `  <text class="note" x="${(LABELS + width + 8).toFixed(1)}" y="${y + 14}">${value}</text>`,
  ].join('\n')
}

/** Calls a second of each way at 32 connections, the fastest first. */
export function pictureOf(all: readonly Series[]): string {
  const find = finder(all)
  const bars = THIRTY_TWO.ways
    .filter((name) => name !== DIRECT)
    .flatMap((name): Bar[] => {
      const series = find(THIRTY_TWO.title, name)
      return series === undefined ? [] : [{ name, rate: spread(series.runs.map(perSecond)).median }]
    })
    .sort((a, b) => b.rate - a.rate)
  const most = Math.max(...bars.map(({ rate }) => rate))
  const nginx = bars.find(({ name }) => name === NGINX)?.rate ?? Number.NaN
  const height = TOP + bars.length * ROW + 12
  const said = bars.map(({ name, rate }) => `${name} ${whole(rate)}`).join(', ')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="14">
  <title id="title">Tool calls a second through one core</title>
  <desc id="desc">${escaped(said)}.</desc>
  <style>${STYLE}</style>
  <rect class="page" width="${WIDTH}" height="${height}"/>
  <text class="text" x="16" y="26" font-weight="600">Tool calls a second through one core, 32 connections</text>
  <text class="note" x="16" y="44">More is better. The process in the middle has a core to itself.</text>
${bars.map((bar, place) => row(bar, place, { most, nginx })).join('\n')}
</svg>
`
}
