/** What the commands of a policy's author have of the gateway: its labels, its arithmetic and texts, its reading of numbers. */
import { join } from 'node:path'
import { isObject, type ToolLabel } from '@portcullis/engine'
import type { CaseCounters, CaseRefusal, CaseWorld, CountedCall, Keyring } from '@portcullis/workbench'
import { FACT_KEY } from '../crypto/fact-digests.ts'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import type { DeriveKey } from '../crypto/keys.ts'
import { MONTH_KEYS, monthlyDigester, openMonthKeys } from '../crypto/month-keys.ts'
import type { Refusal } from '../gateway/errors.ts'
import { limitAsks, limitExceeded } from '../gateway/limit-refusal.ts'
import { createLabeller } from '../gateway/tools/label-tools.ts'
import type { Asks, Refused, Unavailable } from '../ports/counter-store.ts'
import type { Server } from '../ports/directory.ts'
import { keyringOf } from '../recorded/keyring.ts'
import { settleIn } from '../store/answers.ts'
import { createLedger } from '../store/ledger.ts'

export { inexactNumbersIn } from '../gateway/wire/inexact-numbers.ts'

/**
 * The operator's labels, else what the definitions suggest.
 * @param tools as the server lists them
 * @returns in the order of the tools
 */
export function labelTools(server: Server, tools: readonly { readonly name: string }[]): readonly ToolLabel[] {
  const definitions = tools.map((tool) => ({ name: tool.name, definition: isObject(tool) ? tool : {} }))
  const labels = createLabeller(server)(
    definitions,
    tools.map(({ name }) => name),
  )
  return labels.map(({ category, risk, source }) => ({ category, risk, source }))
}

const nothing = (): void => undefined

/** Cases are run with new counters each: the gateway's own ledger, without a store. */
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

/**
 * The keys with which a gateway keeps facts of calls, read anew each time: those of months long ago are destroyed.
 * @param folder the gateway's data folder
 */
export function factKeyring(folder: string, derive: DeriveKey): () => Keyring | { readonly problem: string } {
  return () => {
    const months = openMonthKeys(join(folder, MONTH_KEYS))
    return months.ok ? keyringOf(monthlyDigester(keyedDigester(derive(FACT_KEY)), months.keys.find)) : months
  }
}
