/** Promises about people who answer calls that wait for them. */
import type { Row } from './requirements.ts'

export const ANSWERING_PROMISES: readonly Row[] = [
  [
    'approval.people',
    'guide 37',
    'People in a session of their own answer, each once; the change log has every verdict, and no argument.',
  ],
  [
    'approval.superseded',
    'guide 37',
    'What was asked ends as soon as something that it is bound to is changed or stopped.',
  ],
  ['approval.sealed', 'guide 37', 'Arguments and answers of calls that wait are sealed, and shredded at the end.'],
  ['approval.channels', 'guide 37', 'Webhooks, messages and mails tell once that a call waits, and hold no argument.'],
  [
    'approval.restart',
    'guide 37',
    'An approval given while the gateway was down serves the call that comes again, once; one that was under way when it was killed is never repeated silently.',
  ],
]
