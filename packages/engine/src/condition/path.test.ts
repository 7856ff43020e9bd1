import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import type { CallRequest, JsonObject, JsonValue } from '../decide/request.ts'
import { Evaluation } from './evaluation.ts'
import { Fault } from './fault.ts'
import { parsePath } from './path.ts'

function request(args: JsonObject): CallRequest {
  return {
    subject: { organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: {} },
    tool: { server: 's', name: 't' },
    context: { at: 0, slot: 0 },
    arguments: args,
    inexact: new Set(),
  }
}

function read(path: string, args: JsonObject): JsonValue | undefined | Fault {
  const parsed = parsePath(path)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value.read(new Evaluation(request(args)))
}

const INHERITED = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', '__proto__']

describe('paths', () => {
  it.each(INHERITED)('[parse.own-properties] see no inherited %s', (key) => {
    expect(read(`args.${key}`, {})).toBeUndefined()
    expect(read(`args.a["${key}"]`, { a: {} })).toBeUndefined()
  })

  it.each(INHERITED)('see an own %s', (key) => {
    expect(read(`args.${key}`, JSON.parse(`{"${key}": 5}`))).toBe(5)
    expect(read(`args.a.${key}`, JSON.parse(`{"a": {"${key}": 5}}`))).toBe(5)
  })

  it('read back any value at any key', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom<JsonValue>(null, 0, 'x', [1], { a: 1 }),
        (key, value) => {
          const written = JSON.stringify(key)
          const args = Object.fromEntries([['deep', Object.fromEntries([[key, value]])]])
          expect(read(`args.deep[${written}]`, args)).toEqual(value)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('are read or refused, whatever the text', () => {
    const words = fc.array(
      fc.constantFrom(
        'args',
        'tool',
        'grant',
        '.',
        '[',
        ']',
        '"',
        '\\',
        '0',
        '*',
        'a',
        'tags',
        ' ',
        '\u0000',
        'time',
        '\ud800',
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          words.map((list) => list.join('')),
        ),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (text, args) => {
          const parsed = parsePath(text)
          if (parsed.ok) parsed.value.read(new Evaluation(request(args as JsonObject)))
          else expect(parsed.flaw.remedy).not.toBe('')
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['args.items[0].id', '/items/0/id', 'argument items[0].id'],
    ['args["a/b~"].c', '/a~1b~0/c', 'argument ["a/b~"].c'],
    ['tool.name', undefined, 'tool.name'],
  ])('%s has the pointer %s and is called %s', (text, pointer, subject) => {
    expect(parsePath(text)).toMatchObject({ ok: true, value: { pointer, subject } })
  })

  it('find a look-alike among very many keys in time', () => {
    const args = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key_${index}`, index]))
    const spent = stopwatch()
    expect(read('args.key_x', args)).toBeUndefined()
    expect(read('args.KEY_49999', args)).toBeInstanceOf(Fault)
    expect(spent()).toBeLessThan(2_000)
  })
})
