/** A clause → what it does. */
import type { Category } from '../risk.ts'
import { VERBS } from '../words/verbs.ts'
import { DESTROY_RULES } from './destroy.ts'
import { EVERYDAY_RULES } from './everyday.ts'
import { EXECUTE_RULES } from './execute.ts'
import { MONEY_RULES } from './money.ts'
import { type Clause, type Meaning, tabulate } from './rule.ts'

const lookUp = tabulate([...MONEY_RULES, ...DESTROY_RULES, ...EXECUTE_RULES, ...EVERYDAY_RULES])

const BASE: Readonly<Record<Category, number>> = {
  Read: 3,
  Write: 3,
  Execute: 3.2,
  Destructive: 3.6,
  Financial: 3.2,
}

/** What a clause does: by the first rule that fits, else by its verb alone. */
export function interpret(clause: Clause): Meaning | undefined {
  const special = lookUp(clause)
  if (special !== undefined) return special
  const verb = VERBS.get(clause.verb)
  if (verb === undefined) return undefined
  const weight = verb.weak ? 1.4 : BASE[verb.category]
  return { plain: true, category: verb.category, weight, because: `the verb is “${verb.lemma}”` }
}
