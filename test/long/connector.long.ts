/** Every scenario of authorization that the official suite scores, played by the connector. */
import { describe, expect, it } from 'vitest'
import { authFailures, runAuthConformance } from '../conformance/auth.ts'

describe('the connector', () => {
  it('passes every scored scenario of both revisions', { timeout: 180_000 }, async () => {
    const outcomes = await runAuthConformance()
    expect(outcomes.map(({ revision, findings }) => [revision, findings.required.size])).toEqual([
      ['2025-11-25', 14],
      ['2026-07-28', 25],
    ])
    expect(outcomes.flatMap(authFailures)).toEqual([])
  })
})
