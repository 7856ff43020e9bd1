/** Promises about calls that wait for a person, as agents meet them. */
import type { Row } from './requirements.ts'

export const APPROVAL_PROMISES: readonly Row[] = [
  ['approval.once', 'guide 36', 'No call is made that nobody approved, nor more often than it was approved.'],
  [
    'approval.bound',
    'guide 36',
    'An answer is for one exact call: whatever it was bound to changes, it is asked anew.',
  ],
  ['approval.clock', 'guide 36', 'Whatever the clock does, no call passes that nobody approved, nor one more.'],
  ['approval.held', 'guide 36', 'A call is held for an answer, and goes on when it is called again.'],
  ['approval.unknown', 'guide 36', 'A call of which nobody heard the end is never repeated by itself.'],
  ['approval.kept', 'guide 36', 'The answer of an approved call whose client had gone is kept for the next, once.'],
  ['approval.narrowed', 'guide 36', 'A narrowed call is judged again, sent as it was narrowed, and the agent is told.'],
  ['approval.budget', 'guide 36', 'An answer lets a call exceed the limit that asked, and never one that refuses.'],
  [
    'approval.sealed',
    'guide 37',
    'Arguments that wait for people, and results that nobody took, stand nowhere in clear.',
  ],
  ['approval.pages', 'guide 36', 'Clients that can show pages are sent to one, and their answer there is no verdict.'],
]
