/** A name without a verb: what its last noun suggests. */
import { quote } from '../text.ts'
import { singular } from '../tokens.ts'
import { CHANGES, ENDING, RUNS, SHOWN } from '../words/nouns.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('noun', 'name')

const READERS = new Set(
  'reader finder fetcher searcher checker analyzer viewer scraper parser lister calculator converter validator crawler explorer inspector lookup recommender summarizer translator tester detector extractor'.split(
    ' ',
  ),
)

/** What a name without a verb suggests by its last word. */
export const noun: Signal = ({ reading }) => {
  if (reading.clauses.length > 0 && (reading.clauses[0]?.certainty ?? 0) > 0.4) return []
  const word = reading.words[reading.words.length - 1] ?? ''
  const one = singular(word)
  const said = `the name ends in ${quote(one)}`
  if (ENDING.has(one)) return [evidence('Destructive', 3, said)]
  if (RUNS.has(one)) return [evidence('Execute', 2, said)]
  if (CHANGES.has(one)) return [evidence('Write', 1.4, said)]
  if (SHOWN.has(word) || SHOWN.has(one) || READERS.has(word)) return [evidence('Read', 1.6, said)]
  return [evidence('Read', 0.8, 'the name holds no verb: it names a thing to look at')]
}
