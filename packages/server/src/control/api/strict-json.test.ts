import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStrictJson } from './strict-json.ts'

const read = (text: string) => readStrictJson(Buffer.from(text))

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        if (text.includes('__proto__') || /\\u0000/.test(text)) return
        expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":[1,{"c":1,"\\u0063":2}]}}', '/a/b/1/c'],
    ['[{"x/y":1,"x/y":1}]', '/0/x~1y'],
    ['{"__proto__":{}}', '/__proto__'],
    ['{"a":["x","\\u0000"]}', '/a/1'],
    ['{"a":"\\\\\\u0000"}', '/a'],
  ])('refuses a name that stands twice: %s', (text, pointer) => {
    expect(read(text)).toMatchObject({ ok: false, pointer })
  })

  it.each([
    ...['', '{', '{"a":1}}', "{'a':1}", '{"a":1,}', 'NaN', '\ufeff{}', '{"a":"\n"}', '1 2'],
    `${'['.repeat(65)}${']'.repeat(65)}`,
    '['.repeat(100_000),
    `{"a":${'"'.repeat(10_001)}}`,
  ])('refuses what is none', (text) => {
    expect(read(text).ok).toBe(false)
  })

  it('takes a backslash before what is no escape', () => {
    expect(read('{"a":"\\\\u0000"}')).toEqual({ ok: true, value: { a: '\\u0000' } })
  })

  it('takes the same name in different objects', () => {
    expect(read('{"a":{"a":[{"a":1},{"a":1}]},"b":{"a":1}}').ok).toBe(true)
    expect(readStrictJson(Uint8Array.of(0x22, 0xff, 0x22)).ok).toBe(false)
  })
})
