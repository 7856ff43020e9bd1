import { describe, expect, it } from 'vitest'
import { compare, tally } from './compare.ts'
import { isGood } from './conformance.ts'
import type { Check } from './referee.ts'
import { report } from './report.ts'

function check(scenario: string, id: string, status: string, error?: string): Check {
  return { scenario, id, name: id, status, error }
}

const DIRECT = [check('a', 'one', 'SUCCESS'), check('a', 'one', 'FAILURE'), check('b', 'two', 'SUCCESS')]

describe('comparing runs', () => {
  it('finds nothing between equal ones', () => expect(compare(DIRECT, [...DIRECT])).toEqual([]))

  it('finds a check that turned, by its order among its namesakes', () => {
    const through = [check('a', 'one', 'WARNING'), check('a', 'one', 'FAILURE'), check('b', 'two', 'FAILURE', 'why')]
    expect(compare(DIRECT, through)).toEqual([
      { scenario: 'a', id: 'one', name: 'one', direct: 'SUCCESS', through: 'WARNING', error: undefined },
      { scenario: 'b', id: 'two', name: 'two', direct: 'SUCCESS', through: 'FAILURE', error: 'why' },
    ])
  })

  it('finds nothing in what fails directly and passes through the gateway', () => {
    const through = [check('a', 'one', 'SUCCESS'), check('a', 'one', 'SUCCESS'), check('b', 'two', 'SUCCESS')]
    expect(compare(DIRECT, through)).toEqual([])
  })

  it('finds checks that only one of them has', () => {
    const through = [...DIRECT.slice(1), check('c', 'three', 'SKIPPED')]
    expect(compare(DIRECT, through).map(({ id, direct, through: is }) => [id, direct, is])).toEqual([
      ['one', 'SUCCESS', 'FAILURE'],
      ['one', 'FAILURE', 'absent'],
      ['three', 'absent', 'SKIPPED'],
    ])
  })

  it('does not count the notes that the suite takes, unless one of them says that something failed', () => {
    const note = check('a', 'incoming-sse-event', 'INFO')
    expect(compare([...DIRECT, note], [...DIRECT, note, note])).toEqual([])
    expect(compare(DIRECT, [...DIRECT, { ...note, status: 'FAILURE' }])).toHaveLength(1)
    expect(compare([check('a', 'x', 'INFO')], [check('a', 'x', 'SUCCESS')])).toHaveLength(1)
  })
})

describe('counting a run', () => {
  it('tells what is required from the rest', () => {
    const checks = [...DIRECT, check('b', 'three', 'WARNING'), check('b', 'four', 'SKIPPED')]
    expect(tally({ checks, required: new Set(['b', 'c']) })).toEqual({
      scenarios: 2,
      passed: 2,
      failed: 1,
      requiredFailed: [checks[3], expect.objectContaining({ scenario: 'c', status: 'absent' })],
    })
  })
})

describe('the verdict', () => {
  const direct = tally({ checks: DIRECT, required: new Set(['b']) })
  const revision = '2026-07-28'

  it('is good only if everything required passed and nothing differs', () => {
    expect(isGood([{ revision, direct, differences: [] }])).toBe(true)
    expect(isGood([{ revision, direct, differences: compare(DIRECT, []) }])).toBe(false)
    expect(isGood([{ revision, direct: tally({ checks: DIRECT, required: new Set('a') }), differences: [] }])).toBe(
      false,
    )
  })

  it('names every difference and every failure', () => {
    const failing = tally({ checks: DIRECT, required: new Set(['a', 'b']) })
    const text = report([{ revision, direct: failing, through: direct, differences: compare(DIRECT, DIRECT.slice(1)) }])
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^2026-07-28 {2}direct .* 2 scenarios .* 2 passed .* 1 failed \(1 of them required\)$/),
      expect.stringMatching(/^2026-07-28 {2}gateway .* 2 differing$/),
      expect.stringMatching(/^ {2}required, failed: a one/),
      expect.stringMatching(/^ {2}differs: a one \(one\): SUCCESS directly, FAILURE through the gateway$/),
      expect.stringMatching(/^ {2}differs: a one \(one\): FAILURE directly, absent through the gateway$/),
    ])
  })
})
