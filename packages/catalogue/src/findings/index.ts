/** All finders. */
import type { Facts } from '../facts.ts'
import type { Category, Finding } from '../risk.ts'
import { personal, secrets, untrusted } from './data.ts'
import { egress, sends } from './destination.ts'
import { type Finder, subjectOf } from './finder.ts'
import { freeform } from './freeform.ts'
import { hiddenText, instructions } from './hostile.ts'
import { bulk, irreversible, manyParameters, permissions, spends } from './reach.ts'

const FINDERS: readonly Finder[] = [
  hiddenText,
  instructions,
  sends,
  egress,
  secrets,
  permissions,
  bulk,
  irreversible,
  personal,
  untrusted,
  spends,
  freeform,
  manyParameters,
]

/** Everything that a definition has to do with the data and the people around it. */
export function findingsOf(facts: Facts, category: Category): readonly Finding[] {
  const subject = subjectOf(facts, category)
  return FINDERS.flatMap((finder) => finder(subject))
}
