/** Promises about what comes back, about what was read, and about what is kept of it. */
import type { Row } from './requirements.ts'

const RESULTS = 'docs/guide/06-results-and-what-was-read.md'

export const RESULT_PROMISES: readonly Row[] = [
  [
    'replay.value-free',
    'docs/guide/11-replay-and-learn.md',
    'What the log keeps for replay are kinds, keyed digests and answers: no value of an argument.',
  ],
  [
    'result.redacted',
    RESULTS,
    'What a redaction finds does not reach the client, whichever way it travels; nothing else is changed.',
  ],
  ['result.recorded', RESULTS, 'The log says what was redacted, by which rule and how often, and holds no word of it.'],
  ['result.bounded', RESULTS, 'A result of more bytes than allowed is withheld, however it comes.'],
  [
    'result.withheld',
    RESULTS,
    'A result that was withheld was executed: it is counted, recorded, and the agent told not to repeat it.',
  ],
  ['flow.remembered', RESULTS, 'What was read counts for the whole window, in every session, and after a restart.'],
]
