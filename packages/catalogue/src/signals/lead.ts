/** The verb that the description begins with. */
import { interpret } from '../meaning/interpret.ts'
import type { Meaning } from '../meaning/rule.ts'
import { CATEGORIES } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('lead', 'description')

/** A description's word counts a little less than the name's: it may speak of what surrounds the tool. */
const SHARE = 0.8

/** Verbs that reach somebody: a `list_…` whose description begins with one of them does more than list. */
const REACHES = new Set(
  'send email mail notify post publish tweet broadcast invite forward message dispatch deliver'.split(' '),
)

/** What is left of a verb's plain sense where the name has the same verb with an object that says more. */
const REPEATED = 0.4

interface Said {
  readonly meaning: Meaning
  readonly weight: number
}

/** Of the verbs that the first sentence joins the severest speaks. */
export const lead: Signal = (facts) => {
  const said = new Set(
    facts.reading.clauses.flatMap(({ clause }) => (interpret(clause)?.plain === false ? [clause.verb] : [])),
  )
  const found = facts.lead.flatMap(({ clause, certainty }): readonly Said[] => {
    const meaning = interpret(clause)
    if (meaning === undefined) return []
    const plain = certainty === 1 && (REACHES.has(clause.verb) || meaning.category === 'Destructive')
    const share = meaning.plain && said.has(clause.verb) ? SHARE * REPEATED : SHARE
    return [{ meaning, weight: meaning.weight * certainty * share + (plain ? 1.2 : 0) }]
  })
  const first = found[0]
  if (first === undefined) return []
  const worst = found.reduce((a, b) =>
    CATEGORIES.indexOf(b.meaning.category) > CATEGORIES.indexOf(a.meaning.category) ? b : a,
  )
  return [
    evidence(worst.meaning.category, worst.weight, `${worst.meaning.because} (in the description’s first sentence)`),
  ]
}
