/** Coverage, for people: the lines of each policy that cases can show something of, and what is missing. */
import { type DocumentCoverage, percentOf } from '../coverage/coverage.ts'
import { type Paint, PLAIN, safe } from './text.ts'

/** A line of source is shown no longer than this. */
const WIDTH = 80

/** The whole report. */
export function coverageText(documents: readonly DocumentCoverage[], paint: Paint = PLAIN): string {
  const parts = documents.map((document) => documentText(document, paint))
  return `\nCoverage\n${parts.join('')}  ${shown(percentOf(documents))} in all\n`
}

/** Rounded down, so that only all of it is 100 %. */
export const shown = (percent: number): string => `${Math.floor(percent)} %`

/** What of a line was shown, and what was not. */
interface Line {
  readonly missing: string[]
  total: number
}

function documentText(document: DocumentCoverage, paint: Paint): string {
  const { file, text, goals } = document
  const lines = new Map<number, Line>()
  for (const { rule, outcome, covered, line } of goals) {
    const found = lines.get(line) ?? { missing: [], total: 0 }
    found.total++
    if (!covered) found.missing.push(`${lastOf(rule)} never ${outcome}`)
    lines.set(line, found)
  }
  const covered = goals.filter((goal) => goal.covered).length
  const head = `  ${safe(file)}  ${shown(percentOf([document]))} (${covered} of ${goals.length})\n`
  const source = text.split('\n')
  const width = String(source.length).length
  const rows = [...lines]
    .sort(([left], [right]) => left - right)
    .map(([number, { missing, total }]) => {
      const mark = missing.length === 0 ? paint.good('✓') : missing.length === total ? paint.bad('✗') : paint.bad('~')
      const told = missing.length === 0 ? '' : `\n      ${' '.repeat(width)}${paint.bad(safe(missing.join('; ')))}`
      return `  ${mark} ${String(number).padStart(width)} ${paint.faint(safe((source[number - 1] ?? '').trimEnd().replaceAll('\t', '  ').slice(0, WIDTH)))}${told}\n`
    })
  return head + rows.join('')
}

/** The end of a pointer that says which part of the line it is. */
function lastOf(rule: string): string {
  return rule.split('/').slice(1).slice(-2).join('/').replaceAll('~1', '/').replaceAll('~0', '~')
}
