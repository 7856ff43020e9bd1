/** The policy that is measured. */
import { TOOL } from './message.ts'

/** That of the guide's first page, with a limit that is counted and never reached. */
export const policy = {
  version: '1',
  default: 'deny',
  tools: {
    [TOOL]: { limits: [{ counter: 'create_coupon_code_rate', window: 'minute', max: 1_000_000_000, scope: 'grant' }] },
  },
}
