/** The verb of the name, with its object. */
import { interpret } from '../meaning/interpret.ts'
import { CATEGORIES } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('verb', 'name')

/** Of all clauses of the name the severest speaks: what may delete deletes. */
export const verb: Signal = ({ reading }) => {
  const found = reading.clauses.flatMap(({ clause, certainty }) => {
    const meaning = interpret(clause)
    return meaning === undefined ? [] : [{ ...meaning, weight: meaning.weight * certainty }]
  })
  const first = found[0]
  if (first === undefined) return []
  const worst = found.reduce((a, b) => (CATEGORIES.indexOf(b.category) > CATEGORIES.indexOf(a.category) ? b : a))
  const how = worst === first ? 'in the name' : 'in the name, beside a milder verb'
  return [evidence(worst.category, Math.max(worst.weight, first.weight), `${worst.because} (${how})`)]
}
