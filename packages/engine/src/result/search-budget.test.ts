import { describe, expect, it } from 'vitest'
import type { Results } from '../policy/results.ts'
import { answerOf, inspect, planFor, redacting, textOf } from './inspect-samples.contract.ts'
import { walkStrings } from './json-strings.ts'
import { SearchBudget } from './search-budget.ts'
import { StringSearch } from './string-search.ts'

const MIB = 1_048_576

/** What is searched of an answer with so many steps. */
function searched(text: string, results: Results, steps: number): StringSearch {
  const search = new StringSearch(text, planFor(results, true), new SearchBudget(steps))
  walkStrings(text, search)
  return search
}

describe('the searching of one answer', () => {
  const text = textOf('mail joe@example.com '.repeat(50))

  it('ends when its steps are taken, by detectors as by patterns', () => {
    for (const results of [{ redact: [{ detector: 'email' }] }, { redact: [{ regex: 'joe' }] }] satisfies Results[]) {
      expect(searched(text, results, 1_000_000).unsearched).toBeUndefined()
      expect(searched(text, results, 400).unsearched).toMatchObject({ rule: '/results/redact/0' })
    }
  })

  it('that nobody finished counts as one with a secret', () => {
    expect(searched(text, { max_bytes: 9 }, 1_000_000).secrets).toBe(false)
    expect(
      searched(answerOf({ content: [], structuredContent: ['api_key is none'] }), { max_bytes: 9 }, 5).secrets,
    ).toBe(true)
  })

  it('has steps for all detectors over the largest answer, and not for JSON within JSON within JSON of that size', () => {
    const all = redacting('email', 'phone', 'credit_card', 'iban', 'secret', 'ip_address', 'us_ssn')
    const prose = 'The quick brown fox jumps over the lazy dog. '
    expect(inspect(all, textOf(prose.repeat((8 * MIB) / prose.length - 10))).refusal).toBeUndefined()
    const nested = JSON.stringify(JSON.stringify(JSON.stringify(`"${prose.repeat(180_000)}"`)))
    expect(inspect(all, textOf(nested)).refusal?.message).toContain('too long to be searched')
  })
})
