/** The kinds of findings that `check` looks for beside the engine's. A further one is a file and a line here. */
import type { FindingKind } from './finding.ts'
import { addressDenyList } from './kinds/address-deny-list.ts'
import { alwaysFalse, emptyTime } from './kinds/always-false.ts'
import { alwaysTrue } from './kinds/always-true.ts'
import { clientFacts } from './kinds/client-facts.ts'
import { impossibleValue } from './kinds/impossible-value.ts'
import { laxerThanClass } from './kinds/laxer-than-class.ts'
import { limitNeverBinds } from './kinds/limit-never-binds.ts'
import { limitRefusesAll } from './kinds/limit-refuses-all.ts'
import { noApprovers } from './kinds/no-approvers.ts'
import { operatorType } from './kinds/operator-type.ts'
import { overruled } from './kinds/overruled.ts'
import { relaxedLimit } from './kinds/relaxed-limit.ts'
import { repeatedPredicate } from './kinds/repeated-predicate.ts'
import { secretInPolicy } from './kinds/secret-in-policy.ts'
import { serverHints } from './kinds/server-hints.ts'
import { shadowOver } from './kinds/shadow-over.ts'
import { sharedCounter } from './kinds/shared-counter.ts'
import { storeFailureGrave } from './kinds/store-failure-grave.ts'
import { toolWithoutRule } from './kinds/tool-without-rule.ts'
import { typesNotJudged } from './kinds/types-not-judged.ts'
import { halfAnchoredRegex, regexAlternation, regexCase, regexDot, unanchoredRegex } from './kinds/unanchored-regex.ts'
import { unknownArgument } from './kinds/unknown-argument.ts'
import { unknownTool } from './kinds/unknown-tool.ts'
import { unmatchedClass } from './kinds/unmatched-class.ts'
import { unmatchedPattern } from './kinds/unmatched-pattern.ts'
import { unreachableRule } from './kinds/unreachable-rule.ts'

/** In the order of the reference: names, arguments, rules, limits, patterns, people. */
export const KINDS: readonly FindingKind[] = [
  unknownTool,
  unmatchedPattern,
  unmatchedClass,
  unreachableRule,
  toolWithoutRule,
  laxerThanClass,
  overruled,
  unknownArgument,
  operatorType,
  typesNotJudged,
  impossibleValue,
  alwaysFalse,
  alwaysTrue,
  emptyTime,
  repeatedPredicate,
  clientFacts,
  serverHints,
  limitNeverBinds,
  limitRefusesAll,
  sharedCounter,
  storeFailureGrave,
  relaxedLimit,
  unanchoredRegex,
  halfAnchoredRegex,
  regexAlternation,
  regexDot,
  regexCase,
  addressDenyList,
  noApprovers,
  secretInPolicy,
  shadowOver,
]
