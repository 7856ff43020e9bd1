/** The six states in which the builder shows what holds for a tool, and rules brought into one of them. */
import { type JsonObject, type JsonValue, own } from '@portcullis/engine'

/** What a rule does, in one word. `custom`: more than the other words say. */
export const RULE_STATES = ['allow', 'limit', 'ask', 'deny', 'hide', 'custom'] as const

export type RuleState = (typeof RULE_STATES)[number]

/** States that can be chosen for a tool; what is custom is made by editing its rule. */
export type ChosenState = Exclude<RuleState, 'custom'>

/** Keys that say nothing of who may call. */
const ASIDE: ReadonlySet<string> = new Set(['description', 'reason', 'trust'])
const COUNTING: ReadonlySet<string> = new Set(['limits', 'rate_limit'])
/** Keys that set the terms of `action: "require_approval"`. */
const TERMS: ReadonlySet<string> = new Set(['approval'])

/** The state of a rule. */
export function stateOf(rule: JsonObject): RuleState {
  const action = own(rule, 'action')
  if (Object.hasOwn(rule, 'mode')) return 'custom'
  if (action === 'hide' || action === 'deny') return action
  const asks = action === 'require_approval'
  const rest = Object.keys(rule).filter((key) => key !== 'action' && !ASIDE.has(key) && !(asks && TERMS.has(key)))
  if (!rest.every((key) => COUNTING.has(key)) || isOdd(action)) return 'custom'
  if (asks) return 'ask'
  return rest.length > 0 ? 'limit' : 'allow'
}

const isOdd = (action: JsonValue | undefined): boolean =>
  action !== undefined && action !== 'allow' && action !== 'require_approval'

/** How many calls a tool has in a minute where nothing else is said. */
const FIRST_RATE = '30/minute'

/**
 * The rule in the state: what the state has no use for goes, what people wrote about it stays. `hide` is no rule but a
 * name in the document's list, so that the rule as it was is given back.
 */
export function inState(rule: JsonObject, state: ChosenState): JsonObject {
  switch (state) {
    case 'allow':
      return only(rule, ['description', 'trust'])
    case 'limit': {
      const kept = only(rule, ['description', 'trust', 'limits', 'rate_limit'])
      const counts = Object.keys(kept).some((key) => COUNTING.has(key))
      return counts ? kept : { ...kept, rate_limit: FIRST_RATE }
    }
    case 'ask':
      return {
        action: 'require_approval',
        ...only(rule, ['description', 'reason', 'approval', 'trust', 'limits', 'rate_limit']),
      }
    case 'deny':
      return { action: 'deny', ...only(rule, ['description', 'reason']) }
    case 'hide':
      return { action: 'hide', ...only(rule, ['description']) }
    default:
      return state satisfies never
  }
}

const only = (rule: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(rule).filter(([key]) => keys.includes(key)))
