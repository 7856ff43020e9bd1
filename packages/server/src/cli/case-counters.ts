/** The counters that cases of policies are run with: the arithmetic and the texts of the gateway, without a store. */
import type { CaseCounters, CaseRefusal, CaseWorld, CountedCall } from '@portcullis/workbench'
import type { Refusal } from '../gateway/errors.ts'
import { limitAsks, limitExceeded } from '../gateway/limit-refusal.ts'
import type { Asks, Refused, Unavailable } from '../ports/counter-store.ts'
import { settleIn } from '../store/answers.ts'
import { createLedger } from '../store/ledger.ts'

const nothing = (): void => undefined

/** New counters for each case. */
export const caseWorld: CaseWorld = { counters: caseCounters }

function caseCounters(): CaseCounters {
  const ledger = createLedger({ changed: nothing, dropped: nothing })
  return {
    take(claims, call) {
      const taken = ledger.take(claims, call.at, call.mayExceed)
      if (taken.outcome !== 'taken') return refusalOf(taken, call)
      return {
        effect: 'taken',
        warnings: taken.warnings.map(({ counter }) => counter),
        settle: (how) => settleIn(ledger, taken, how),
      }
    },
    peek(claims, call) {
      const found = ledger.judge(claims, call.at, call.mayExceed)
      return found && refusalOf(found, call)
    },
  }
}

function refusalOf(found: Refused | Asks | Unavailable, call: CountedCall): CaseRefusal {
  switch (found.outcome) {
    case 'refused':
      return told('deny', limitExceeded(found, call.at, call.tool), [])
    case 'asks':
      return told(
        'ask',
        limitAsks(found.limits[0], call.at, call.tool),
        found.limits.map(({ rule }) => rule),
      )
    case 'unavailable':
      return told('deny', { code: 'counters_unavailable', message: found.cause }, [])
    default:
      return found satisfies never
  }
}

/** What is told of a refusal. */
type Told = Pick<Refusal, 'code' | 'rule' | 'document' | 'retryAfter'> & { readonly message?: string | undefined }

function told(effect: CaseRefusal['effect'], refusal: Told, asks: readonly string[]): CaseRefusal {
  const { code, message = '', rule = '', document = { id: '', version: '' }, retryAfter } = refusal
  return { effect, code, message, rule, document, retryAfter, asks }
}
