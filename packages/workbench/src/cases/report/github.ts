/** Reports as workflow commands of GitHub Actions: each failure is an annotation at its line. */
import type { TestReport } from './test-report.ts'
import { whenText } from './text.ts'

/** One line for each. */
export function reportGithub({ suites, coverage = [], mutation }: TestReport): string {
  const failures = suites.flatMap(({ file, outcomes, problems }) => [
    ...problems.map(({ line, column, message, remedy }) =>
      command('error', { file, line, col: column, title: 'Cases cannot be run' }, `${message} ${remedy}`),
    ),
    ...outcomes.flatMap(({ name, failures: found }) =>
      found.map((failure) => {
        const { line, column, key, expected, actual, because } = failure
        const story = because === undefined ? '' : `\n${because}`
        const text = `${key}${whenText(failure)}: expected ${expected}, got ${actual}${story}`
        return command('error', { file, line, col: column, title: name }, text)
      }),
    ),
  ])
  const uncovered = coverage.flatMap(({ file, goals }) =>
    goals
      .filter(({ covered }) => !covered)
      .map(({ rule, outcome, line, column }) =>
        command('notice', { file, line, col: column, title: 'Not covered' }, `${rule} never ${outcome}`),
      ),
  )
  const survivors = (mutation?.survivors ?? []).map(({ file, line, column, edit }) =>
    command('warning', { file, line, col: column, title: 'No case notices' }, edit),
  )
  return [...failures, ...uncovered, ...survivors].join('')
}

function command(kind: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`)
  return `::${kind} ${written.join(',')}::${data(text)}\n`
}

/** Control characters but line ends are nothing for a terminal. */
const HARMFUL = /(?![\r\n])\p{C}/gu

const data = (text: string): string =>
  text.replaceAll(HARMFUL, '\ufffd').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
