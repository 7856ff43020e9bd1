/** The policies that are measured. */
import { TOOL } from './message.ts'

const limit = { counter: 'create_coupon_code_rate', window: 'minute', max: 1_000_000_000, scope: 'grant' }

/** That of the guide's first page, with a limit that is counted and never reached. */
export const policy = { version: '1', default: 'deny', tools: { [TOOL]: { limits: [limit] } } }

/** The same, whose limit is written after the call went on. */
export const relaxed = {
  version: '1',
  default: 'deny',
  tools: { [TOOL]: { limits: [{ ...limit, durability: 'relaxed' }] } },
}

/** Refuses every call for its arguments. */
export const refusing = {
  version: '1',
  default: 'deny',
  tools: { [TOOL]: { deny_if: [{ conditions: [{ path: 'args.coupon_id', op: 'exists', value: true }] }] } },
}
