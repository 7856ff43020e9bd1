/** Promises about decisions of many gateways in one index. */
import type { Row } from './requirements.ts'

const AUDIT = 'docs/guide/29-audit.md'
const MONTHS = 'docs/decisions/0074-decisions-of-many-gateways.md'

export const AUDIT_PROMISES: readonly Row[] = [
  ['audit.writers', AUDIT, 'Logs of several gateways are indexed side by side: nothing is missed, or counted twice.'],
  ['audit.lag', AUDIT, 'While the index is away decisions wait in the files, and the lag says how much does.'],
  ['audit.months', MONTHS, 'A month is dropped as a whole once no organisation wants any of it kept.'],
  ['audit.seen', AUDIT, 'A log that was cut back and signed anew does not agree with what the database saw of it.'],
  ['audit.watched', AUDIT, 'Whoever watches decisions at one gateway is told of those of all.'],
]
