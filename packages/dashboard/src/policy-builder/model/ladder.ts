/** The ladder of a budget: free up to here, asked up to there, then refused. */
import { amountFromNumber, amountFromText, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'

/** Limits of one counter and window, as steps. */
export interface Ladder {
  readonly counter: string
  readonly window: JsonValue
  /** Least first. */
  readonly steps: readonly LadderStep[]
}

/** What happens beyond a step. */
export interface LadderStep {
  /** Index of the limit in its rule. */
  readonly index: number
  readonly max: number
  readonly beyond: 'ask' | 'refuse'
  /** From where on a warning is recorded; undefined: nowhere. */
  readonly warn: number | undefined
}

/** The ladders of a rule's limits: one for each counter, in their order; limits that cannot be read are left out. */
export function laddersOf(limits: readonly JsonValue[]): readonly Ladder[] {
  const ladders = new Map<string, { counter: string; window: JsonValue; steps: LadderStep[] }>()
  for (const [index, limit] of limits.entries()) {
    const step = isObject(limit) ? stepOf(limit, index) : undefined
    if (step === undefined || !isObject(limit)) continue
    const counter = String(own(limit, 'counter'))
    const window = own(limit, 'window') ?? ''
    const key = JSON.stringify([counter, window, own(limit, 'kind'), own(limit, 'scope'), own(limit, 'by')])
    const ladder = ladders.get(key) ?? { counter, window, steps: [] }
    ladder.steps.push(step)
    ladders.set(key, ladder)
  }
  return [...ladders.values()].map((ladder) => ({
    ...ladder,
    steps: ladder.steps.sort((left, right) => left.max - right.max),
  }))
}

function stepOf(limit: JsonObject, index: number): LadderStep | undefined {
  const max = numberOf(own(limit, 'max'))
  const share = own(limit, 'warn_at')
  if (max === undefined) return undefined
  return {
    index,
    max,
    beyond: own(limit, 'on_exceed') === 'require_approval' ? 'ask' : 'refuse',
    warn: typeof share === 'number' ? share * max : undefined,
  }
}

/** For drawing only: counting is exact, and the gateway's. */
function numberOf(amount: JsonValue | undefined): number | undefined {
  const read =
    typeof amount === 'number'
      ? amountFromNumber(amount)
      : typeof amount === 'string'
        ? amountFromText(amount)
        : undefined
  return read === undefined ? undefined : Number(amount)
}
