import type { Amount } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { claim, DOCUMENT, RULE, START, units } from '../../ports/counter-samples.contract.ts'
import { countedWriter } from './counted-text.ts'
import { quoted } from './json-text.ts'

const NOTHING = { claims: [], warnings: [], unwritten: false }

const members = (text: string): unknown => JSON.parse(`{"before":0${text}}`)

describe('what was counted', () => {
  const write = countedWriter(quoted)

  it('is nothing for a call without limits', () => {
    expect(write(NOTHING)).toBe('')
  })

  it('is written with counter, amount and window, and nothing of what an argument gave', () => {
    const claims = [
      claim({ key: '"k"\u{1F512}', amount: 2_500_000 as Amount }),
      claim({ key: 'paid', amount: units(70), amountful: true }),
    ]
    expect(members(write({ ...NOTHING, claims }))).toEqual({
      before: 0,
      claims: [
        { counter: 'counter of "k"\u{1F512}', amount: '2.5', from: '2026-01-05T00:00:00.000Z' },
        { counter: 'counter of paid', from: '2026-01-05T00:00:00.000Z' },
      ],
    })
  })

  it('is not taken from another claim of the same window', () => {
    const one = claim({ at: START })
    const text = (amount: Amount, counter: string): string =>
      write({ ...NOTHING, claims: [{ ...one, amount, counter }] })
    const texts = [text(units(1), 'a'), text(units(1), 'b'), text(units(2), 'b'), text(units(1), 'a')]
    expect(texts[3]).toBe(texts[0])
    expect(new Set(texts).size).toBe(3)
  })

  it('tells of warnings, and of what could not be written', () => {
    const warnings = [{ counter: 'c', rule: RULE, document: DOCUMENT, max: units(10), used: units(8) }]
    expect(members(write({ claims: [claim()], warnings, unwritten: true }))).toMatchObject({
      warnings: [{ counter: 'c', rule: RULE, max: '10' }],
      unwritten: true,
    })
  })
})
