/** The outcome of the conformance gate in words. */
import type { Tally } from './compare.ts'
import type { Outcome } from './conformance.ts'

/** Lines for the terminal: a line for each run, then everything that differs or failed. */
export function report(outcomes: readonly Outcome[]): string {
  return outcomes.flatMap(lines).join('\n')
}

function lines({ revision, direct, through, differences }: Outcome): string[] {
  return [
    line(revision, 'direct ', direct),
    ...(through ? [`${line(revision, 'gateway', through)}  ${number(differences.length)} differing`] : []),
    ...direct.requiredFailed.map(({ scenario, id, error }) => `  required, failed: ${scenario} ${id} ${error ?? ''}`),
    ...differences.map(
      ({ scenario, id, name, direct: was, through: is, error }) =>
        `  differs: ${scenario} ${id} (${name}): ${was} directly, ${is} through the gateway${error ? `: ${error}` : ''}`,
    ),
  ]
}

function line(revision: string, where: string, { scenarios, passed, failed, requiredFailed }: Tally): string {
  const required = `${requiredFailed.length} of them required`
  return `${revision}  ${where}  ${number(scenarios)} scenarios  ${number(passed)} passed  ${number(failed)} failed (${required})`
}

function number(value: number): string {
  return String(value).padStart(3)
}
