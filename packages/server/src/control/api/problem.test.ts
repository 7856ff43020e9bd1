import { describe, expect, it } from 'vitest'
import { isProblem, notFound, problem, wrongField, wrongHeader } from './problem.ts'

describe('a problem', () => {
  it('is what was made as one, also with more said', () => {
    for (const one of [
      notFound,
      problem('conflict', 'No.'),
      wrongField('/body/a', 'b', 'c'),
      wrongHeader('a', 'b', 'c'),
    ])
      expect([isProblem(one), isProblem({ ...one, remedy: 'Another.' })]).toEqual([true, true])
  })

  it('is no row, no view and no text that only looks like one', () => {
    const alike = { problem: 'not_found', detail: 'A server that is not reached has this member.' }
    const sent: unknown = JSON.parse(JSON.stringify(notFound))
    for (const other of [alike, sent, { problem: null }, [notFound], 'not_found', null, undefined])
      expect(isProblem(other)).toBe(false)
  })
})
