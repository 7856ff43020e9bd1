/** Writes what was measured where people look: the guide, its picture, and the baseline of later runs. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Measured } from './aims.ts'
import { type Baseline, baselineOf } from './baseline.ts'
import { pictureOf } from './picture.ts'

const at = (path: string): URL => new URL(`../${path}`, import.meta.url)
const GUIDE = at('docs/guide/44-speed.md')
const PICTURE = at('docs/speed.svg')
const BASELINE = at('bench/baseline.json')

const BEGIN = '<!-- Written by `npm run bench -- --write`. -->'
const END = '<!-- End of what is written. -->'

/** @param text Markdown of the figures @param taken where they were taken, in one phrase */
export function publish(measured: Measured, text: string, taken: string): void {
  const guide = readFileSync(GUIDE, 'utf8')
  const [begin, end] = [guide.indexOf(BEGIN), guide.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${GUIDE.pathname} lacks the two comments that say where figures go.`)
  writeFileSync(GUIDE, `${guide.slice(0, begin + BEGIN.length)}\n\n${text.trim()}\n\n${guide.slice(end)}`)
  writeFileSync(PICTURE, pictureOf(measured.series))
  writeFileSync(BASELINE, `${JSON.stringify(baselineOf(measured, taken), undefined, 2)}\n`)
}

/** The ratios of the last run that was written. */
export const readBaseline = (): Baseline => JSON.parse(readFileSync(BASELINE, 'utf8'))
