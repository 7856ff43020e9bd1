/** What shadow mode would have done: counted in counters of its own, recorded, and never in the way of a call. */
import type { ShadowAnswer } from '@portcullis/engine'
import type { ShadowFact } from '../ports/audit-sink.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Turn } from './turn.ts'

/** What is recorded of an answer in shadow mode. */
export function shadowFact({ effect, code, rule, document }: ShadowAnswer): ShadowFact {
  return { effect, code, rule, policy: document.id, policyVersion: document.version }
}

/** Counts a call that goes on, as shadow mode would have: a limit that is exceeded would have refused it. */
export async function countShadow(store: CounterStore, turn: Turn, shadow: ShadowAnswer): Promise<ShadowFact> {
  const fact = shadowFact(shadow)
  if (shadow.claims.length === 0) return fact
  const id = `${turn.id}~shadow`
  const answer = await store.reserve(id, shadow.claims)
  switch (answer.outcome) {
    case 'reserved':
      store.settle(id, 'commit')
      return fact
    case 'refused':
      return { ...fact, effect: 'deny', code: 'limit_exceeded', ...placeOf(answer) }
    case 'asks':
      return { ...fact, effect: 'ask', code: 'approval_unavailable', ...placeOf(answer.limits[0]) }
    case 'unavailable':
      return { ...fact, effect: 'deny', code: 'counters_unavailable' }
    default:
      return answer satisfies never
  }
}

type Place = Pick<ShadowFact, 'rule' | 'policy' | 'policyVersion'>

const placeOf = ({
  rule,
  document,
}: {
  readonly rule: string
  readonly document: ShadowAnswer['document']
}): Place => ({
  rule,
  policy: document.id,
  policyVersion: document.version,
})
