import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCollection } from './collection.ts'
import { idOf } from './id.ts'
import type { Answer, Resource } from './resource.ts'

function filled(count: number) {
  const collection = createCollection('thing', (n) => idOf(0, n))
  for (let n = 0; n < count; n++) collection.add({ n })
  return collection
}

function read(answer: Answer): { ids: unknown[]; next: string | undefined } {
  if ('errors' in answer) throw new Error(answer.errors[0]?.detail)
  const next = answer.meta?.['next_cursor']
  return {
    ids: [answer.data].flat().map((one) => (one as Resource).attributes['n']),
    next: next == null ? undefined : String(next),
  }
}

describe('a collection', () => {
  it('gives every resource once, in order, whatever the page size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 45 }), (count, page_size) => {
        const collection = filled(count)
        const all: unknown[] = []
        let next: string | undefined
        do {
          const page = read(collection.page({ page_size, page_cursor: next }))
          expect(page.ids.length).toBeLessThanOrEqual(page_size)
          all.push(...page.ids)
          next = page.next
        } while (next !== undefined)
        expect(all).toEqual(Array.from({ length: count }, (_, n) => n))
      }),
    )
  })

  it('goes on in the right place after the last one of a page was removed', () => {
    const collection = filled(6)
    const { next } = read(collection.page({ page_size: 3 }))
    collection.remove(collection.find(({ attributes }) => attributes['n'] === 2)!.id)
    collection.add({ n: 6 })
    expect(read(collection.page({ page_size: 10, page_cursor: next })).ids).toEqual([3, 4, 5, 6])
  })

  it('has 20 on a page unless told otherwise', () => expect(read(filled(30).page({})).ids).toHaveLength(20))

  it('refuses a cursor that it did not give', () => {
    expect(filled(1).page({ page_cursor: 'nonsense' })).toEqual({
      errors: [expect.objectContaining({ status: 400, code: 'invalid' })],
    })
  })

  it('keeps the newest 10,000', () => {
    const collection = filled(10_002)
    expect(collection.size).toBe(10_000)
    expect(read(collection.page({ page_size: 1 })).ids).toEqual([2])
  })

  it('updates what is there and nothing else', () => {
    const collection = filled(1)
    const [id] = [collection.find(() => true)!.id]
    expect(collection.update(id, { attributes: { name: 'x' } })?.attributes).toEqual({ n: 0, name: 'x' })
    expect(collection.update('absent', { attributes: {} })).toBeUndefined()
    expect(collection.get('__proto__')).toBeUndefined()
  })
})

describe('ids', () => {
  it('are six characters, different for every number and family', () => {
    const ids = new Set<string>()
    for (let family = 0; family < 18; family++) for (let n = 0; n < 500; n++) ids.add(idOf(family, n))
    expect(ids.size).toBe(9000)
    for (const id of ids) expect(id).toMatch(/^[2-9A-HJ-NP-Z]{6}$/)
  })
})
