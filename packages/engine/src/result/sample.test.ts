import { describe, expect, it } from 'vitest'
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
})
