/** A card → the drawing of its picture: 1200 × 630, dark, with the gate at its right. */
import { RISK_LEVELS, type RiskLevel } from '@portcullis/catalogue'
import { xmlText } from '../feeds/xml.ts'
import type { Card } from './card.ts'
import { NAMES, WORDS } from './fonts.ts'
import { fit, showable } from './lines.ts'

const [WIDTH, HEIGHT] = [1200, 630]
const LEFT = 80
/** Where text ends: the gate stands beyond. */
const MEASURE = 860

const INK = '#101513'
const PALE = '#e6ebe8'
const DIM = '#a3b0a9'
const ACCENT = '#6bd0bf'

const COLOURS: Readonly<Record<RiskLevel, string>> = {
  Low: '#82d6a1',
  Medium: '#e8c15f',
  High: '#f6a26d',
  Critical: '#ff94ab',
}

const GRADES: Readonly<Record<string, string>> = {
  A: COLOURS.Low,
  B: COLOURS.Low,
  C: COLOURS.Medium,
  D: COLOURS.Medium,
  E: COLOURS.High,
}

interface Style {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly fill: string
  readonly font?: string
  readonly weight?: number
}

function line(text: string, { x, y, size, fill, font = WORDS, weight = 500 }: Style): string {
  return `<text x="${x}" y="${y}" font-family="${font}" font-weight="${weight}" font-size="${size}" fill="${fill}">${xmlText(text)}</text>`
}

/** Lines beneath one another. */
function lines(texts: readonly string[], style: Style): string {
  return texts.map((text, at) => line(text, { ...style, y: style.y + Math.round(at * style.size * 1.22) })).join('')
}

const MARK =
  '<path d="M3 31V14a13 13 0 0 1 26 0v17h-4V14a9 9 0 0 0-18 0v17z"/><path d="M9 9.5h2V22l-1 2.5L9 22zM15 6h2v18l-1 2.5-1-2.5zM21 9.5h2V22l-1 2.5-1-2.5zM8 12h16v2H8zM8 18h16v2H8z"/>'

function ground(colour: string): string {
  return [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${INK}"/>`,
    `<g transform="translate(800 60) scale(19)" fill="${colour}" fill-opacity="0.1">${MARK}</g>`,
    `<rect width="${WIDTH}" height="10" fill="${colour}"/>`,
    `<g transform="translate(${LEFT - 4} 60) scale(1.5)" fill="${ACCENT}">${MARK}</g>`,
    line('Portcullis', { x: LEFT + 66, y: 98, size: 34, fill: PALE, weight: 700 }),
  ].join('')
}

/** As many filled bars as the level is high: it can be told without its colour. */
function bars(level: RiskLevel, x: number, y: number): string {
  const filled = RISK_LEVELS.indexOf(level)
  return RISK_LEVELS.map((_level, at) => {
    const height = 16 + at * 9
    return `<rect x="${x + at * 17}" y="${y - height}" width="11" height="${height}" rx="2" fill="${COLOURS[level]}" fill-opacity="${at <= filled ? 1 : 0.25}"/>`
  }).join('')
}

function foot({ risk, grade, beside }: Card): string {
  const y = 570
  if (risk !== undefined) {
    const text = beside === undefined ? `${risk} risk` : `${risk} risk · ${beside}`
    return bars(risk, LEFT, y + 2) + line(text, { x: LEFT + 92, y, size: 38, fill: COLOURS[risk], weight: 700 })
  }
  if (grade === undefined) return ''
  const colour = GRADES[grade] ?? COLOURS.Critical
  return (
    `<rect x="${LEFT}" y="${y - 50}" width="68" height="68" rx="14" fill="${colour}"/>` +
    line(grade, { x: LEFT + 20, y: y, size: 42, fill: INK, weight: 700 }) +
    line('Grade without a policy', { x: LEFT + 92, y: y - 4, size: 32, fill: PALE, weight: 700 })
  )
}

function heading(card: Card): { readonly svg: string; readonly below: number } {
  const { name, title = '' } = card
  const font = name === undefined ? WORDS : NAMES
  const text = name === undefined ? title : showable(name, 'A name in other letters')
  const { size, lines: texts } = fit(text, font, MEASURE, { sizes: [72, 60, 48, 40], most: 2 })
  const y = 192 + size
  const style = { x: LEFT, y, size, fill: PALE, font, weight: name === undefined ? 700 : 600 }
  return { svg: lines(texts, style), below: y + Math.round((texts.length - 1) * size * 1.22) }
}

/** The drawing. Foreign names in it are cut, visible and escaped. */
export function draw(card: Card): string {
  const colour = card.risk === undefined ? ACCENT : COLOURS[card.risk]
  const { svg, below } = heading(card)
  const parts = [ground(colour), line(card.kind, { x: LEFT, y: 176, size: 28, fill: DIM }), svg]
  let y = below + 64
  if (card.under !== undefined) {
    const under = fit(showable(card.under, ''), NAMES, MEASURE - 50, { sizes: [30], most: 1 })
    const text = under.lines[0] ?? ''
    if (text !== '')
      parts.push(
        line('on', { x: LEFT, y, size: 30, fill: DIM }),
        line(text, { x: LEFT + 50, y, size: 30, fill: DIM, font: NAMES, weight: 600 }),
      )
    y += 54
  }
  const says = fit(card.says, WORDS, MEASURE, { sizes: [32, 28], most: card.risk === undefined ? 3 : 2 })
  parts.push(lines(says.lines, { x: LEFT, y, size: says.size, fill: DIM }), foot(card))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${parts.join('')}</svg>`
}
