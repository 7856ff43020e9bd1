import { describe, expect, it } from 'vitest'
import { accuracyOf, foldOf, isHeldOut } from './accuracy.ts'

describe('accuracyOf', () => {
  const accuracy = accuracyOf([
    { server: 'a', tool: '1', reads: true, wanted: 'Read', got: 'Read' },
    { server: 'a', tool: '2', reads: false, wanted: 'Write', got: 'Destructive' },
    { server: 'a', tool: '3', reads: false, got: 'Execute' },
    { server: 'b', tool: '4', reads: false, wanted: 'Destructive', got: 'Read' },
  ])

  it('counts read against change, by tool and by server', () => {
    expect(accuracy).toMatchObject({ count: 4, readOrChange: 0.75, readOrChangeByServer: 0.5 })
  })

  it('counts categories only where they are known', () => {
    expect(accuracy).toMatchObject({ categorised: 3, category: 1 / 3 })
    expect(accuracy.byCategory.Read).toEqual({ count: 1, precision: 0.5, recall: 1 })
    expect(accuracy.byCategory.Destructive).toEqual({ count: 1, precision: 0, recall: 0 })
    expect(accuracy.byCategory.Financial).toEqual({ count: 0, precision: undefined, recall: undefined })
    expect(accuracy.confusion.Write.Destructive).toBe(1)
  })

  it('is undefined where there is nothing', () => {
    expect(accuracyOf([])).toMatchObject({ count: 0, readOrChange: undefined, category: undefined })
  })
})

describe('parts of servers', () => {
  it('are fixed, and of about the same size', () => {
    expect(foldOf('github.com/example/one', 10)).toBe(foldOf('github.com/example/one', 10))
    const sizes = Array<number>(5).fill(0)
    for (let at = 0; at < 5_000; at++) sizes[foldOf(`server-${at}`, 5)]! += 1
    for (const size of sizes) expect(size).toBeGreaterThan(850)
    expect(Array.from({ length: 1_000 }, (_, at) => isHeldOut(`server-${at}`)).filter(Boolean).length).toBeGreaterThan(
      220,
    )
  })
})
