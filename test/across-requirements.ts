/** Promises about legacy sessions where several gateways stand before the same servers. */
import type { Row } from './requirements.ts'

const ADOPTED = 'docs/decisions/0072-a-session-has-one-home.md'

export const ACROSS_PROMISES: readonly Row[] = [
  ['across.any', ADOPTED, 'Any gateway answers for a session that was opened through another one.'],
  ['across.streams', ADOPTED, 'Questions, answers, cancellations and resumption reach the stream that they belong to.'],
  ['across.ended', ADOPTED, 'A session that was ended through any gateway has ended at all of them.'],
  ['across.adopted', ADOPTED, 'A session whose gateway is gone goes on where its server keeps it, and ends elsewhere.'],
  ['across.owner', ADOPTED, 'A session is found by the grant and the server that opened it only, at any gateway.'],
  [
    'across.proved',
    ADOPTED,
    'Nobody but a gateway of the installation can forward a request, and none is forwarded twice.',
  ],
  [
    'across.tasks',
    ADOPTED,
    'A task of the modern era is known where it was begun; any other gateway says so, and asks nobody.',
  ],
  ['across.counted', ADOPTED, 'Sessions of a grant share four places, however many gateways they are opened through.'],
]
