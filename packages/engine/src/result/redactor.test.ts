import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../policy/parse.ts'
import type { Redaction } from '../policy/results.ts'

const problemsOf = (redaction: Redaction): readonly string[] => {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', results: { redact: [redaction] } }))
  return parsed.ok ? [] : parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`)
}

describe('a redaction in a policy', () => {
  it.each<Redaction>([
    { detector: 'email' },
    { detector: 'email', with: '' },
    { detector: 'secret', with: '[secret]' },
    { regex: '(?i)project-[a-z]+', with: 'x' },
  ])('%j is right', (redaction) => expect(problemsOf(redaction)).toEqual([]))

  it('is refused where its replacement would be found itself', () => {
    const [problem] = problemsOf({ detector: 'email', with: 'nobody@example.com' })
    expect(problem).toContain('/results/redact/0')
    expect(problem).toContain('itself what the detector "email" finds')
  })

  it('is refused where its pattern is none', () => {
    expect(problemsOf({ regex: '(?=x)' })[0]).toContain('not RE2 syntax')
  })
})
