import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { createScan, type Scan } from './scan.ts'
import { applyEdits, removeMember, setMember } from './spans.ts'

const scan = createScan()
const call = (args: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":${args}}}`

describe('a message that the gateway changes', () => {
  it('reads a message alike after a member of params was set and taken away again', () => {
    const params = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true })
    fc.assert(
      fc.property(params, fc.constantFrom(0, 2), (value, spaces) => {
        const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', params: value, id: 1 }, null, spaces))
        const before = scan(bytes)
        fc.pre(before.fault === undefined && before.params !== undefined && !before.spans.has('requestState'))
        const set = applyEdits(bytes, [setMember(bytes, before.params!, 'requestState', '"a\\n"')])
        const after = scan(set)
        const cut = (from: Buffer, found: Scan) =>
          [...found.spans].map(([key, span]) => [key, from.toString('utf8', span.start, span.end)])
        expect(cut(set, after).filter(([key]) => key !== 'requestState')).toEqual(cut(bytes, before))
        const removed = applyEdits(set, [removeMember(set, after.params!, 'requestState')!])
        expect(cut(removed, scan(removed))).toEqual(cut(bytes, before))
      }),
    )
  })
})

describe('[time.linear] hostile messages of a mebibyte are read in linear time', () => {
  const size = 1_048_576
  const fill = (piece: string, head: string, tail: string) =>
    head + piece.repeat(Math.floor(size / piece.length)) + tail
  const many = (piece: (i: number) => string, bytes: number) =>
    Array.from({ length: Math.floor(size / bytes) }, (_, i) => piece(i)).join(',')
  it.each<[string, string]>([
    ['one long string', call(`{"a":"${'x'.repeat(size)}"}`)],
    ['nothing but escapes', call(`{"a":"${'\\n'.repeat(size / 2)}"}`)],
    ['escapes between runs', fill(`${'y'.repeat(24)}\\"`, '{"a":"', '"}')],
    ['a string that never ends', fill(`${'y'.repeat(24)}\\n`, '{"a":"', '')],
    ['quotes without end', fill('"', '{"a":', '')],
    ['objects without end', fill('{"a":', '', '')],
    ['many keys', call(`{${many((i) => `"k${i}":${i}`, 14)}}`)],
    ['many keys of one length', call(`{${many((i) => `"${'k'.repeat(55)}${String(i).padStart(5, '0')}":1`, 65)}}`)],
    [
      'objects of sixteen alike keys',
      call(
        `{"a":[${many((j) => `{${Array.from({ length: 16 }, (_, i) => `"${'k'.repeat(60)}${String.fromCharCode(97 + i)}":${j}`).join(',')}}`, 1100)}]}`,
      ),
    ],
    ['a key of half a mebibyte', call(`{"${'k'.repeat(size / 2)}":1,"${'K'.repeat(size / 2)}x":2}`)],
    ['a key of combining marks', call(`{"a${'\u0301'.repeat(250_000)}${'\u0323'.repeat(250_000)}":1}`)],
    [
      'keys of combining marks, thirty a run',
      call(`{"${`a${'\u0301'.repeat(15)}${'\u0323'.repeat(15)}`.repeat(17_000)}":1}`),
    ],
    ['inexact numbers under a long key', call(`{"${'k'.repeat(500_000)}":[${'1e20,'.repeat(90_000)}1]}`)],
    ['a top-level key of combining marks', `{"a${'\u0301'.repeat(250_000)}${'\u0323'.repeat(250_000)}":1}`],
    ['digits', call(`{"a":${'7'.repeat(size)}}`)],
    ['white space', `${' '.repeat(size)}{}${'\n'.repeat(1000)}`],
    ['empty arrays', fill('[],', '[', '[]]')],
  ])('%s', (_what, text) => {
    const bytes = Buffer.from(text)
    const spent = stopwatch()
    scan(bytes)
    expect(spent()).toBeLessThan(2000)
  })
})
