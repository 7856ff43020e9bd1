/**
 * How well the detectors of results do on a labelled sample that is made from a seed:
 *
 *     npm run detectors:score -- [--seed N] [--count N] [--errors N]
 *
 * For each detector as many texts with a value (`--count`) and as many with something that only looks like one; what
 * belongs to another detector counts as wrong as well.
 */
import { parseArgs } from 'node:util'
import { labelledSample, scoresOf } from '../packages/engine/src/result/sample.contract.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    errors: { type: 'string', default: '0' },
  },
})

const sample = labelledSample(Number(values.seed), Number(values.count))
const share = (value: number): string => `${(value * 100).toFixed(2)} %`.padStart(9)
process.stdout.write(
  `${sample.length} texts from seed ${values.seed}\n\ndetector     precision    recall    wanted    found\n`,
)
for (const { detector, precision, recall, wanted, found, errors } of scoresOf(sample)) {
  process.stdout.write(
    `${detector.padEnd(12)}${share(precision)} ${share(recall)}${String(wanted).padStart(10)}${String(found).padStart(9)}\n`,
  )
  for (const text of errors.slice(0, Number(values.errors))) process.stdout.write(`    ${JSON.stringify(text)}\n`)
}
