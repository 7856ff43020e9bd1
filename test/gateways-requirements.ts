/** Promises about gateways that share one database, and about processes that share one gateway. */
import { AUDIT_PROMISES } from './audit-requirements.ts'
import type { Row } from './requirements.ts'
import { WORKERS_PROMISES } from './workers-requirements.ts'

const MANY = 'docs/guide/41-many-gateways.md'

export const GATEWAYS_PROMISES: readonly Row[] = [
  [
    'gateways.changes',
    MANY,
    'What was changed at one gateway holds at all of them, and the answer says how far it came.',
  ],
  ['gateways.closed', MANY, 'A gateway that cannot confirm that it knows every change takes no calls until it can.'],
  ['gateways.approvals', MANY, 'A call that waits at one gateway is answered at any, and made once by whichever.'],
  [
    'gateways.bound',
    MANY,
    'An answer serves at every gateway: none binds or ends a question before it knows how the server defines the tool.',
  ],
  [
    'gateways.facts',
    MANY,
    'Facts of calls are digested by the same keys at every gateway, and what is too old is destroyed at all of them.',
  ],
  ['gateways.registry', MANY, 'Gateways that run are listed with what is in force at each.'],
  ['gateways.keys', MANY, 'A gateway with other keys than those before it does not start.'],
  ...WORKERS_PROMISES,
  ...AUDIT_PROMISES,
]
