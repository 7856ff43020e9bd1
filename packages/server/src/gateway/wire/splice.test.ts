import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dropAll, dropAt, setAt, spanAt, stringAt, textAt, valueAt } from './splice.ts'

const message = Buffer.from('{"id":1, "params": {"n": 9007199254740993, "_meta":{"a":"x"} } }')

it('finds what stands at a path', () => {
  expect(textAt(message, ['params', 'n'])).toBe('9007199254740993')
  expect(stringAt(message, ['params', '_meta', 'a'])).toBe('x')
  expect(stringAt(message, ['params', 'n'])).toBeUndefined()
  expect(valueAt(message, ['params', '_meta'])).toEqual({ a: 'x' })
  expect(spanAt(message, ['params', 'b', 'c'])).toBeUndefined()
  expect(spanAt(message, ['id', 'x'])).toBeUndefined()
})

it('changes that alone', () => {
  expect(setAt(message, ['params', '_meta', 'a'], '2').toString()).toBe(message.toString().replace('"x"', '2'))
  expect(dropAt(message, ['params', 'n']).toString()).toBe(message.toString().replace('"n": 9007199254740993, ', ''))
  expect(dropAt(message, ['params', 'absent'])).toBe(message)
  expect(dropAll(message, ['params'], ['n', '_meta']).toString()).toBe('{"id":1, "params": { } }')
})

it('makes the objects on the way to what it sets', () => {
  expect(setAt(Buffer.from('{"id":1}'), ['params', '_meta', 'a'], '2').toString()).toBe(
    '{"params":{"_meta":{"a":2}},"id":1}',
  )
})

it('sets and takes away as an object would', () => {
  const keys = fc.constantFrom('a', 'b', '"', 'ü')
  const objects = fc.dictionary(keys, fc.jsonValue(), { noNullPrototype: true })
  fc.assert(
    fc.property(objects, keys, fc.jsonValue(), (object, key, value) => {
      const bytes = Buffer.from(JSON.stringify({ params: object }))
      const set = JSON.parse(setAt(bytes, ['params', key], JSON.stringify(value)).toString())
      expect(set).toEqual(JSON.parse(JSON.stringify({ params: { ...object, [key]: value } })))
      const { [key]: _, ...rest } = object
      expect(JSON.parse(dropAt(bytes, ['params', key]).toString())).toEqual(
        JSON.parse(JSON.stringify({ params: rest })),
      )
    }),
  )
})
