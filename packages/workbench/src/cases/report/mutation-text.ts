/** The mutation check, for people. */
import type { MutationReport, Survivor } from '../mutation/mutation-report.ts'
import { shown } from './coverage-text.ts'
import { type Paint, PLAIN, safe } from './text.ts'

/** The whole report. */
export function mutationText(report: MutationReport, paint: Paint = PLAIN): string {
  const { mutants, noticed, percent, survivors, untried } = report
  const telling = survivors.filter(({ suggestion }) => suggestion !== undefined)
  const silent = survivors.filter(({ suggestion }) => suggestion === undefined)
  const left = untried === 0 ? '' : `  ${untried} more edits were not tried: there are too many.\n`
  const sum = `\nMutation\n  ${noticed} of ${mutants} edits of the policy are noticed by a case: ${shown(percent)}\n${left}`
  const list = telling.map((survivor) => survivorText(survivor, paint)).join('')
  const same =
    silent.length === 0
      ? ''
      : `\n  Not noticed either, and no call was found that tells the difference (not counted):\n${silent.map((each) => `    ${placeText(each)} ${safe(each.edit)}\n`).join('')}`
  return sum + list + same
}

function survivorText(survivor: Survivor, paint: Paint): string {
  const suggestion = (survivor.suggestion ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => `      ${paint.faint(safe(line))}\n`)
    .join('')
  return `\n  ${paint.bad('not noticed')} ${placeText(survivor)} ${safe(survivor.edit)}\n    a case that would:\n${suggestion}`
}

const placeText = ({ file, line, column }: Survivor): string => `${safe(file)}:${line}:${column}`
