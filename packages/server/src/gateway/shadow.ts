/** What shadow mode would have done: counted in counters of its own, recorded, and never in the way of a call. */
import type { ShadowAnswer } from '@portcullis/engine'
import type { ShadowFact } from '../ports/audit-sink.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Turn } from './turn.ts'

/** What is recorded of an answer in shadow mode. */
export function shadowFact({ effect, code, rule, document }: ShadowAnswer): ShadowFact {
  return { effect, code, rule, policy: document.id, policyVersion: document.version }
}

/** What shadow mode makes of a call that is about to go on. */
export interface ShadowCount {
  readonly fact: ShadowFact
  /** Claims were taken: they stay or go with the call. */
  readonly isHeld: boolean
}

/** Claims what shadow mode would: a limit that is exceeded would have refused the call. `settleShadow` follows. */
export async function countShadow(store: CounterStore, turn: Turn, shadow: ShadowAnswer): Promise<ShadowCount> {
  const fact = shadowFact(shadow)
  if (shadow.claims.length === 0) return { fact, isHeld: false }
  const answer = await store.reserve(idOf(turn), shadow.claims)
  switch (answer.outcome) {
    case 'reserved':
      return { fact, isHeld: true }
    case 'refused':
      return { fact: { ...fact, effect: 'deny', code: 'limit_exceeded', ...placeOf(answer) }, isHeld: false }
    case 'asks':
      return {
        fact: { ...fact, effect: 'ask', code: 'approval_unavailable', ...placeOf(answer.limits[0]) },
        isHeld: false,
      }
    case 'unavailable':
      return { fact: { ...fact, effect: 'deny', code: 'counters_unavailable' }, isHeld: false }
    default:
      return answer satisfies never
  }
}

/** Ends what `countShadow` began: `commit` for a call that is sent, `release` for one that is decided again or refused. */
export function settleShadow(
  store: CounterStore,
  turn: Turn,
  count: ShadowCount | undefined,
  how: 'commit' | 'release',
): void {
  if (count?.isHeld === true) store.settle(idOf(turn), how)
}

const idOf = ({ id }: Turn): string => `${id}~shadow`

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
