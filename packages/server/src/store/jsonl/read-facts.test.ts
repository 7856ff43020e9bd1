import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFacts } from './read-facts.ts'

describe('facts of a line', () => {
  it('are read as they were written', () => {
    const found = readFacts({
      label: { category: 'write', risk: 'low', source: 'derived' },
      args: { a: 'Jm0q2Zb1Xy9c4uTtH0aWmQ.n50', big: '.a12', off: null },
      answers: 'abcdefghi0+ABC_EFG-I0-qwertyuiop!',
      defaults: ['b'],
      slot: 2,
    })
    expect(found.label).toEqual({ category: 'write', risk: 'low', source: 'derived' })
    expect(found.args.get('a')).toMatchObject({ digest: 'Jm0q2Zb1Xy9c4uTtH0aWmQ', kind: { type: 'number' } })
    expect(found.args.get('big')).toMatchObject({ digest: undefined, kind: { type: 'array' } })
    expect(found.args.get('off')).toEqual({ digest: undefined, kind: undefined })
    expect([...found.answers]).toEqual([
      ['abcdefghi0', 'held'],
      ['ABC_EFG-I0', 'not_held'],
      ['qwertyuiop', 'fault'],
    ])
    expect([...found.defaults, found.slot]).toEqual(['b', 2])
  })

  it('of an earlier version are digests without kinds', () => {
    const { args } = readFacts({ args: { a: 'Jm0q2Zb1Xy9c4uTtH0aWmQ' } })
    expect(args.get('a')).toEqual({ digest: 'Jm0q2Zb1Xy9c4uTtH0aWmQ', kind: undefined })
  })

  it('are not known where a line is not as it should be', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const raw = JSON.parse(JSON.stringify({ args: one, answers: other, defaults: one, slot: other, label: one }))
        expect(() => readFacts(raw)).not.toThrow()
      }),
    )
    expect(readFacts({ answers: 'short+' }).answers.size).toBe(0)
  })
})
