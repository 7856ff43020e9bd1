/** A problem of the API, as people read it. */
import type { ReceivedProblem } from '../../control/client.ts'
import { safeLine } from '../../ports/safe-text.ts'

/** What is wrong, value by value where the API says it, and what to do. */
export function problemText({ detail, remedy, errors = [] }: ReceivedProblem): string {
  const [only] = errors
  if (errors.length === 1 && only?.message === detail) return safeLine(`${detail} ${only.remedy}`)
  const lines = errors.map(({ field, message, remedy: what }) => `  ${nameOf(field)}: ${message} ${what}`)
  return [[detail, remedy ?? ''].join(' ').trim(), ...lines].map(safeLine).join('\n')
}

/** `/body/servers/shop` → `servers.shop`. */
const nameOf = (field: string): string =>
  field
    .split('/')
    .slice(2)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
