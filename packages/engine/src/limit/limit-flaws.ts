/** What a limit says that does not go together, although each of its parts is well-formed. */
import type { Limit } from '../policy/limit.ts'
import type { Flaw } from '../policy/problem.ts'
import { parseAmount } from './increment.ts'

/** A flaw, and the key of the limit that it is about. */
export interface LimitFlaw {
  readonly key: keyof Limit
  readonly flaw: Flaw
}

/** Everything that is wrong with one limit. */
export function limitFlaws(limit: Limit): readonly LimitFlaw[] {
  return [...incrementFlaws(limit), ...rollingFlaws(limit), ...amountFlaws(limit)]
}

function flaw(key: keyof Limit, message: string, remedy: string): LimitFlaw {
  return { key, flaw: { code: 'bad_value', message, remedy } }
}

function incrementFlaws({ increment, increment_from: source }: Limit): readonly LimitFlaw[] {
  if (increment === undefined) return []
  const amount = parseAmount(increment)
  const both = flaw('increment', 'a limit has both "increment" and "increment_from"', 'Keep one of them.')
  const nothing = flaw('increment', '"increment" is zero', 'Write a number above zero, or drop the limit.')
  return [...(source === undefined ? [] : [both]), ...(amount.ok && amount.value === 0 ? [nothing] : [])]
}

function rollingFlaws({ kind, window }: Limit): readonly LimitFlaw[] {
  if (kind !== 'rolling' || window !== 'month') return []
  return [flaw('window', 'a month has no length that could roll along', 'Write the days: "30d".')]
}

/** What is for counts only, and what for amounts only. */
function amountFlaws(limit: Limit): readonly LimitFlaw[] {
  const { increment_from: source, refund_on: refunds = [], on_exceed: exceed } = limit
  const found: LimitFlaw[] = []
  if (source === undefined && refunds.length > 0) {
    const remedy =
      'Remove it: a loop of failing calls is still a loop. Only amounts ("increment_from") can be given back.'
    found.push(flaw('refund_on', 'a count of calls is never given back', remedy))
  }
  for (const { key, isSet, lacks, remedy } of easings(limit)) {
    if (!isSet) continue
    if (source !== undefined) found.push(flaw(key, `an amount is never taken without its counter${lacks}`, remedy))
    if (exceed === 'require_approval') {
      found.push(flaw(key, `a limit that asks cannot do without its counter${lacks}`, remedy))
    }
  }
  return found
}

/** What lets calls go on before they are counted for good; `lacks` is what of the counter they do without. */
const easings = ({ on_store_failure: failure, durability }: Limit) => [
  {
    key: 'on_store_failure' as const,
    isSet: failure === 'allow',
    lacks: '',
    remedy: 'Remove it: without its counter, such a call is refused.',
  },
  {
    key: 'durability' as const,
    isSet: durability === 'relaxed',
    lacks: ' having been written',
    remedy: 'Remove it: such a call goes on once what it takes is written.',
  },
]
