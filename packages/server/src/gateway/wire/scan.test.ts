import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaultCode } from './json-text.ts'
import { createScan, type Scan } from './scan.ts'
import { strictly } from './strict-reference.contract.ts'

const scan = createScan()
const read = (text: string | Buffer): Scan => scan(Buffer.from(text as string))
const call = (args: string, more = ''): string =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":${args}${more}}}`

/** What the gateway takes: a scan without a fault, and then `JSON.parse`. */
function accepts(bytes: Buffer): boolean {
  if (scan(bytes).fault !== undefined) return false
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}

const lookAlikes = [
  'name',
  'Name',
  'NAME',
  'arguments',
  'Params',
  'params',
  'id',
  'ID',
  'method',
  'uri',
  'URI',
  'a',
  'A',
]
const odd = [
  'é',
  'e\u0301',
  'É',
  'K',
  'k',
  '\u212a',
  'ß',
  'ss',
  'ı',
  'I',
  '__proto__',
  'constructor',
  '',
  '"',
  '\\',
  '/',
]
const keys = fc.oneof(
  fc.constantFrom(...lookAlikes, ...odd),
  fc.string({ maxLength: 4 }),
  fc.string({ maxLength: 3, unit: 'grapheme' }),
  fc.string({ minLength: 60, maxLength: 70 }),
)

/** How a string may be written: some of its units as escapes. */
const written = (text: string, seed: number): string =>
  `"${[...JSON.stringify(text).slice(1, -1)].map((c, i) => ((seed >> (i % 30)) & 1 && /[a-zA-Zé]/.test(c) && !JSON.stringify(text).includes('\\') ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('')}"`

const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n ')
const numbers = fc.constantFrom('0', '-1', '20.0', '1e2', '12345678901234567', '1e400', '0.1', '-0.0', '1E-5')

/** JSON texts that are often broken in just one way. */
const { text: texts } = fc.letrec<{ text: string; object: string; array: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    numbers,
    fc.constantFrom('true', 'false', 'null', '"x"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\u00e9"'),
    fc.tuple(fc.string({ maxLength: 40 }), fc.nat()).map(([value, seed]) => written(value, seed)),
    tie('object'),
    tie('array'),
  ),
  object: fc
    .array(fc.tuple(keys, fc.nat(), space, tie('text')), { maxLength: 5, depthIdentifier: 'json' })
    .map(
      (members) =>
        `{${members.map(([key, seed, gap, value]) => `${gap}${written(key, seed)}${gap}:${gap}${value}${gap}`).join(',')}}`,
    ),
  array: fc.array(tie('text'), { maxLength: 4, depthIdentifier: 'json' }).map((elements) => `[${elements.join(', ')}]`),
}))

const messages = fc
  .tuple(fc.constantFrom('params', 'params', 'result', 'Params'), texts, fc.constantFrom('', ',"id":1', ',"ID":2'))
  .map(([key, value, more]) => `{"jsonrpc":"2.0","${key}":${value}${more}}`)

describe('scan', () => {
  it('[parse.json] with JSON.parse accepts exactly what a plain reading of the rules accepts', () => {
    fc.assert(
      fc.property(fc.oneof(texts, messages, messages), (text) => {
        expect(accepts(Buffer.from(text))).toBe(strictly(Buffer.from(text)))
      }),
      { numRuns: 1000 },
    )
  })

  it('and so it does when bytes are changed, dropped or doubled', () => {
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom('set', 'drop', 'double'))
    fc.assert(
      fc.property(messages, edit, (text, [at, byte, how]) => {
        const bytes = Buffer.from(text)
        const i = at % bytes.length
        const middle = how === 'set' ? [byte] : how === 'drop' ? [] : [bytes[i]!, bytes[i]!]
        const changed = Buffer.concat([bytes.subarray(0, i), Buffer.from(middle), bytes.subarray(i + 1)])
        expect(accepts(changed)).toBe(strictly(changed))
      }),
      { numRuns: 1000 },
    )
  })

  it.each<[string, string, FaultCode]>([
    ['no JSON', 'hello', 'syntax'],
    ['nothing', '', 'syntax'],
    ['white space only', ' \n', 'syntax'],
    ['a comma too many', '{"a":1,}', 'syntax'],
    ['an array with one', '[1,]', 'syntax'],
    ['single quotes', "{'a':1}", 'syntax'],
    ['a leading zero', '{"a":01}', 'syntax'],
    ['a plus', '{"a":+1}', 'syntax'],
    ['a bare point', '{"a":1.}', 'syntax'],
    ['NaN', '{"a":NaN}', 'syntax'],
    ['a control character', '{"a":"\u0001"}', 'syntax'],
    ['a bad escape', '{"a":"\\x41"}', 'syntax'],
    ['a short escape', '{"a":"\\u12"}', 'syntax'],
    ['a cut literal', '{"a":tru', 'syntax'],
    ['two texts', '{} {}', 'trailing_data'],
    ['a mark in front', '\ufeff{}', 'encoding'],
    ['the same key twice', '{"a":1,"a":2}', 'duplicate_key'],
    ['the same key, once escaped', '{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['the same key deep down', '{"x":[{"y":{"a":1,"a":2}}]}', 'duplicate_key'],
    ['the same key outside ASCII', '{"é":1,"\\u00e9":2}', 'duplicate_key'],
    ['two ids', '{"id":1,"id":2}', 'duplicate_key'],
    ['keys that differ in case, within params', call('{"amount":1,"Amount":2}'), 'duplicate_key'],
    ['keys that differ in composition, within params', call('{"é":1,"e\u0301":2}'), 'duplicate_key'],
    ['keys that fold alike, within params', call('{"straße":1,"STRASSE":2}'), 'duplicate_key'],
    ['a Kelvin sign for a K, within params', call('{"\u212a":1,"k":2}'), 'duplicate_key'],
    ['Method for method', '{"Method":"x"}', 'ambiguous_key'],
    ['PARAMS for params', '{"PARAMS":{}}', 'ambiguous_key'],
    ['an escaped look-alike', '{"\\u0049d":1}', 'ambiguous_key'],
    ['Arguments beside arguments', call('{}', ',"Arguments":{}'), 'duplicate_key'],
    ['URI for uri', '{"params":{"URI":"x"}}', 'ambiguous_key'],
    ['__proto__', call('{"a":{"__proto__":{}}}'), 'unsafe_key'],
    ['__proto__, escaped', '{"a":{"__pr\\u006fto__":1}}', 'unsafe_key'],
    ['a pile of combining marks', call(`{"a${'\u0301'.repeat(31)}":1}`), 'unsafe_key'],
    ['half a surrogate pair', '{"a":"\\ud83d"}', 'lone_surrogate'],
    ['the wrong half', '{"a":"\\ude00\\ud83d"}', 'lone_surrogate'],
    ['half a pair in a key', '{"\\ud83d":1}', 'lone_surrogate'],
    ['a number beyond doubles', '{"a":1e400}', 'number_range'],
    ['one level too many', `${'['.repeat(65)}${']'.repeat(65)}`, 'too_deep'],
    ['a hundred levels', call(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`), 'too_deep'],
    ['too many elements', `[${'1,'.repeat(100_000)}1]`, 'too_many_members'],
    ['too many members', `{${Array.from({ length: 100_001 }, (_, i) => `"${i}":1`).join(',')}}`, 'too_many_members'],
  ])('refuses %s', (_what, text, code) => {
    expect(read(text).fault?.code).toBe(code)
  })

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const text = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
      expect(scan(text).fault?.code).toBe('encoding')
    }
  })

  it('takes keys that differ only in case outside params, and Object’s own names', () => {
    expect(read('{"result":{"a":1,"A":2}}').fault).toBeUndefined()
    expect(read(call('{"constructor":1,"toString":2,"hasOwnProperty":3}')).fault).toBeUndefined()
  })

  it('takes 64 levels, and leaves nothing behind for the next message', () => {
    expect(read(`${'['.repeat(64)}${']'.repeat(64)}`).fault).toBeUndefined()
    // Broken off within an object that had its keys in a set.
    expect(read(`{"é":{"\\u0061":${'['.repeat(70)}`).fault?.code).toBe('too_deep')
    expect(read('{"é":{"a":[]},"a":1}').fault).toBeUndefined()
  })

  it('tells objects, arrays and scalars apart', () => {
    expect(read(' {} ').kind).toBe('object')
    expect(read('[]').kind).toBe('array')
    expect(read('"x"').kind).toBe('scalar')
    expect(read('1').kind).toBe('scalar')
    expect(read('{').kind).toBe('unreadable')
  })

  it('says where id, params and the members of params stand', () => {
    const text = ' { "id" : "ü\\n" , "params" : {"name":"t", "\\u0061rguments" : {"x":[1, 2]} ,"other":null } }'
    const bytes = Buffer.from(text)
    const found = scan(bytes)
    const cut = (span: { start: number; end: number } | undefined) => bytes.toString('utf8', span?.start, span?.end)
    expect(cut(found.id)).toBe('"ü\\n"')
    expect(cut(found.params)).toBe('{"name":"t", "\\u0061rguments" : {"x":[1, 2]} ,"other":null }')
    expect([...found.spans].map(([key, span]) => [key, cut(span)])).toEqual([
      ['name', '"t"'],
      ['arguments', '{"x":[1, 2]}'],
      ['other', 'null'],
    ])
  })

  it('finds every member of params where JSON.parse finds it', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 5 }), value, { noNullPrototype: true }), (params) => {
        const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', params }))
        const found = scan(bytes)
        fc.pre(found.fault === undefined)
        const cut = [...found.spans].map(([key, { start, end }]) => [
          key,
          JSON.parse(bytes.toString('utf8', start, end)),
        ])
        expect(Object.fromEntries(cut)).toEqual(JSON.parse(JSON.stringify(params)))
      }),
    )
  })

  it('knows which of two ids is the message’s: neither', () => {
    expect(read('{"id":1,"id":2,"id":3}').id).toBeUndefined()
  })
})

describe('numbers that a rule must not read', () => {
  it('are pointed at, relative to the arguments', () => {
    const args =
      '{"a":1,"b":[0.1,12345678901234567,{"c/d~e":1e17}],"é":{"":9007199254740993},"x":20.0,"f":0.1234567890123456}'
    expect([...read(call(args)).inexact]).toEqual(['/b/1', '/b/2/c~1d~0e', '/é/', '/f'])
  })

  it('are none in most calls, and none outside of the arguments', () => {
    expect(read(call('{"a":20.5}')).inexact.size).toBe(0)
    expect(read('{"id":12345678901234567,"params":{"name":1e17,"_meta":{"x":1e17}}}').inexact.size).toBe(0)
  })

  it('are pointed at in objects with many keys and keys of every kind', () => {
    const members = Array.from({ length: 40 }, (_, i) => `"k${i}":${i % 2 ? '1' : '12345678901234567'}`).join(',')
    const pointers = Array.from({ length: 20 }, (_, i) => `/k${i * 2}`)
    expect([...read(call(`{${members}}`)).inexact]).toEqual(pointers)
    expect([...read(call('{"\\u0061":{"ü":1e20}}')).inexact]).toEqual(['/a/ü'])
  })

  it('all count, once there are too many to write down', () => {
    const { inexact, fault } = read(call(`{"v":[${'0.12345678901234567,'.repeat(30_000)}1]}`))
    expect(fault).toBeUndefined()
    expect(inexact.size).toBeGreaterThan(0)
    expect(inexact.has('/anything')).toBe(true)
  })

  it('all count, once their pointers are too long to write down', () => {
    const { inexact } = read(call(`{"${'k'.repeat(300_000)}":[${'1e20,'.repeat(1000)}1]}`))
    expect(inexact.has('/anything')).toBe(true)
  })
})
