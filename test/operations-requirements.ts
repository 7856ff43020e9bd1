/** Promises to whoever keeps the gateway running. */
import { DEPLOY_PROMISES } from './deploy-requirements.ts'
import type { Row } from './requirements.ts'

const GUIDE = 'docs/guide/42-operations.md'
const NUMBERS = 'docs/decisions/0076-numbers-cross-threads-as-they-are.md'
const TRACES = 'docs/decisions/0077-a-trace-is-in-the-message.md'

export const OPERATIONS_PROMISES: readonly Row[] = [
  ['operations.metrics', GUIDE, 'A scrape has every metric of the reference, and all that dashboard and alerts read.'],
  ['operations.watchers', NUMBERS, 'Who may not watch learns nothing but whether the gateway is ready.'],
  ['operations.readiness', NUMBERS, 'An edit that is refused is seen, and takes no gateway out of service.'],
  ['operations.request-id', GUIDE, 'Each answer to a request names its decision as the log does.'],
  ['operations.traces', TRACES, 'A trace goes from the client through a span of ours to the server.'],
  ['operations.traces-unseen', TRACES, 'Where nobody collects traces, messages go on byte for byte.'],
  ['operations.stop', GUIDE, 'A gateway that stops says so first, and finishes the calls in flight.'],
  ['operations.stop-bound', GUIDE, 'What does not end in time is ended, and streams are told why.'],
  ['operations.messages', GUIDE, 'Messages for the operator are JSON where that is wished.'],
  ...DEPLOY_PROMISES,
]
