/** Promises about gateways that share one database. */
import type { Row } from './requirements.ts'

const MANY = 'docs/guide/41-many-gateways.md'

export const GATEWAYS_PROMISES: readonly Row[] = [
  [
    'gateways.changes',
    MANY,
    'What was changed at one gateway holds at all of them, and the answer says how far it came.',
  ],
  ['gateways.closed', MANY, 'A gateway that cannot confirm that it knows every change takes no calls until it can.'],
  ['gateways.approvals', MANY, 'A call that waits at one gateway is answered at any, and made once by whichever.'],
  ['gateways.registry', MANY, 'Gateways that run are listed with what is in force at each.'],
  ['gateways.keys', MANY, 'A gateway with other keys than those before it does not start.'],
]
