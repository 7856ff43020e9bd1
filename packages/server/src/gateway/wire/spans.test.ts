import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, elementsOf, membersOf, removeMember, setMember, wholeSpan } from './spans.ts'

const text = (value: unknown, space?: number): Buffer => Buffer.from(JSON.stringify(value, null, space))
const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString())

describe('spans', () => {
  it('finds every member and element of any JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), (value, space) => {
        const bytes = text(value, space)
        const whole = wholeSpan(bytes)
        const cut = (span: { start: number; end: number }): unknown => parse(bytes.subarray(span.start, span.end))
        expect(cut(whole)).toEqual(parse(bytes))
        if (Array.isArray(value)) {
          expect(elementsOf(bytes, whole).map(cut)).toEqual(parse(bytes))
        } else if (value !== null && typeof value === 'object') {
          const members = membersOf(bytes, whole).map((member) => [member.key, cut(member.value)])
          expect(members).toEqual(Object.entries(parse(bytes) as object))
        }
      }),
    )
  })

  it('sets and removes one member and keeps the others', () => {
    const object = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue(), { maxKeys: 4, noNullPrototype: true })
    fc.assert(
      fc.property(object, fc.string({ maxLength: 4 }), fc.integer({ min: 0, max: 2 }), (value, key, space) => {
        fc.pre(key !== '__proto__' && !Object.hasOwn(value, '__proto__'))
        const bytes = text(value, space)
        const set = applyEdits(bytes, [setMember(bytes, wholeSpan(bytes), key, '"new"')])
        expect(parse(set)).toEqual({ ...(parse(bytes) as object), [key]: 'new' })
        const edit = removeMember(set, wholeSpan(set), key)
        const removed = applyEdits(set, edit === undefined ? [] : [edit])
        const rest: Record<string, unknown> = { ...(parse(bytes) as object) }
        delete rest[key]
        expect(parse(removed)).toEqual(rest)
      }),
    )
  })

  it('keeps what JavaScript would rewrite', () => {
    const bytes = Buffer.from('{"a":9007199254740993,"b":1.0,"c":"\\u0041"}')
    const edit = removeMember(bytes, wholeSpan(bytes), 'b')
    expect(applyEdits(bytes, edit === undefined ? [] : [edit]).toString()).toBe('{"a":9007199254740993,"c":"\\u0041"}')
  })
})
