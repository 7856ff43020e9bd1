/** What `check` found, as annotations of a GitHub workflow: one command on a line. */
import type { Severity } from '@portcullis/workbench'
import { type CheckReport, shortened } from './check-report.ts'

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' }

/** Paths start from `base`: the root of the repository. */
export function formatGithub({ problems, unasked }: CheckReport, base: string): string {
  const found = problems.map(({ file, line, column, severity, code, message, remedy }) => {
    const place = `file=${property(shortened(file, base))},line=${line},col=${column},title=${property(code)}`
    return `::${LEVELS[severity]} ${place}::${data(`${message}\n${remedy}`)}\n`
  })
  return [...found, ...unasked.map((text) => `::error::${data(text)}\n`)].join('')
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
