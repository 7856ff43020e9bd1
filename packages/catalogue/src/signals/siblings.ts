/** What the tools beside it suggest for a name that says little itself. */
import type { Evidence } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('siblings', 'siblings')

const ARITHMETIC = ['subtract', 'multiply', 'divide', 'sqrt', 'power', 'modulo']

/** A calculator's `add` adds numbers; a nameless tool among readers is likely a reader. */
export const siblings: Signal = ({ reading, around }) => {
  const found: Evidence[] = []
  const verb = reading.clauses[0]
  if (verb?.clause.verb === 'add' && ARITHMETIC.filter((one) => around.siblings.has(one)).length >= 2) {
    found.push(evidence('Read', 3.5, 'the tools beside it are arithmetic'))
  }
  if (around.readers === undefined || (verb !== undefined && verb.certainty > 0.7)) return found
  const lean = Math.round((around.readers - 0.6) * 200) / 100
  if (lean > 0.2) found.push(evidence('Read', Math.min(0.8, lean), 'most tools beside it only read'))
  if (lean < -0.2) found.push(evidence('Write', Math.min(0.8, -lean), 'most tools beside it change something'))
  return found
}
