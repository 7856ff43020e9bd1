import { describe, expect, it } from 'vitest'
import { FINDINGS } from './described.ts'
import { findingPage, findingsOfExample } from './page.ts'

const EXAMPLES = FINDINGS.flatMap(({ code, example }) => (example === undefined ? [] : [[code, example] as const]))

describe('a kind of finding', () => {
  it.each(EXAMPLES)('%s is had by its example alone, and by its mended one not', (code, example) => {
    expect(findingsOfExample(example, 'policy').map((finding) => finding.code)).toEqual([code])
    expect(findingsOfExample(example, 'mended')).toEqual([])
  })

  it('has a name of its own and a page', () => {
    expect(new Set(FINDINGS.map(({ code }) => code)).size).toBe(FINDINGS.length)
    for (const kind of FINDINGS) expect(findingPage(kind)).toContain(kind.why)
  })
})
