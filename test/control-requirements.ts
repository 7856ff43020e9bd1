/** Promises about the control plane, each area's own among them. */
import { ACCOUNT_PROMISES } from './account-requirements.ts'
import { ANSWERING_PROMISES } from './answering-requirements.ts'
import { GRANT_PROMISES } from './grant-requirements.ts'
import type { Row } from './requirements.ts'
import { SERVER_PROMISES } from './server-requirements.ts'

const CONTROL: readonly Row[] = [
  ['control.at-once', 'guide 22', 'A change is in force for the next request once it was answered.'],
  ['control.restart', 'guide 22', 'A kill loses nothing that was answered, and leaves nothing half made.'],
  ['control.backup', 'guide 23', 'A restored backup gives no right back by itself: sessions end, grants wait.'],
  [
    'control.secrets',
    'docs/threat-model.md',
    'No token, password or key of a session stands in a file, a database or a line of output, nor in an answer but the one that shows it.',
  ],
  ['control.isolated', 'docs/threat-model.md', 'An organisation gets nothing of another one, not even that it exists.'],
  [
    'control.csrf',
    'docs/threat-model.md',
    'A session’s cookie without its key proves nothing to any route: other sites change nothing.',
  ],
  ['control.roles', 'docs/threat-model.md', 'Each route refuses each role that may not use it, whatever a page shows.'],
]

export const CONTROL_PROMISES: readonly Row[] = [
  ...CONTROL,
  ...ACCOUNT_PROMISES,
  ...SERVER_PROMISES,
  ...GRANT_PROMISES,
  ...ANSWERING_PROMISES,
]
