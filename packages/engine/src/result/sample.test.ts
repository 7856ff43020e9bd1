import { describe, expect, it } from 'vitest'
import { DETECTOR_NAMES } from '../policy/results.ts'
import { finds } from './detector.ts'
import { DETECTORS } from './detectors.ts'
import { labelledSample, scoresOf } from './sample.contract.ts'

/** Where the form is checked by digits or given by an issuer, hardly anything may go wrong; elsewhere it is open. */
const LEAST = { email: 0.98, phone: 0.95, credit_card: 0.98, iban: 0.98, secret: 0.98, ip_address: 0.98, us_ssn: 0.98 }

describe('a labelled sample', () => {
  const scores = scoresOf(labelledSample(20_261_121, 400))

  it.each(scores)('$detector: precision and recall', ({ detector, precision, recall, wanted, errors }) => {
    expect(wanted).toBe(400)
    expect({ precision, errors: errors.slice(0, 5) }).toSatisfy(() => precision >= LEAST[detector])
    expect(recall).toBeGreaterThanOrEqual(LEAST[detector])
  })

  it('is the same for the same seed, and another one for another', () => {
    expect(labelledSample(7, 5)).toEqual(labelledSample(7, 5))
    expect(labelledSample(7, 5)).not.toEqual(labelledSample(8, 5))
  })

  it('holds a mark of the detector wherever it finds something', () => {
    const texts = labelledSample(11, 300).map(({ text }) => text)
    for (const text of texts.filter((each) => JSON.stringify(each) === `"${each}"`)) {
      for (const name of DETECTOR_NAMES) {
        const { find, marks } = DETECTORS[name]
        // As it stands in an answer: between quotes, with something before and behind.
        const answer = `{"4111 a@b":"${text}","x":1}`
        const isMarked = marks.some((mark) => {
          mark.lastIndex = answer.indexOf(':') + 2
          return (mark.exec(answer)?.index ?? answer.length) < answer.length - '","x":1}'.length
        })
        if (finds(find, text)) expect({ name, text, isMarked }).toEqual({ name, text, isMarked: true })
      }
    }
  })
})
