import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { byteByByte, cuts, inPieces } from './pieces.contract.ts'
import { EventSplitter, formatEvent, type StreamBlock } from './sse.ts'

const LIMIT = 10_000

function split(pieces: readonly Buffer[], limit = LIMIT): StreamBlock[] | undefined {
  const splitter = new EventSplitter(limit)
  const found: StreamBlock[] = []
  for (const piece of pieces) {
    const blocks = splitter.push(piece)
    if (blocks === undefined) return undefined
    for (const block of blocks) found.push(block)
  }
  return found
}

const texts = (blocks: readonly StreamBlock[] | undefined) =>
  blocks?.map(({ data, id, event }) => ({ data: data?.toString(), id, event }))
/** Without the blocks that say nothing: a CR and a LF on their own are one line end once they meet. */
const said = (blocks: readonly StreamBlock[] | undefined) =>
  texts(blocks?.filter(({ data, id, event }) => (data ?? id ?? event) !== undefined))
const only = (data: string | undefined, more: { id?: string; event?: string } = {}) => ({
  data,
  id: undefined,
  event: undefined,
  ...more,
})

describe('a stream of events', () => {
  it.each<[string, string, ReturnType<typeof only>[]]>([
    ['one event', 'data: x\n\n', [only('x')]],
    ['line ends of every kind', 'data: a\n\ndata: b\r\rdata: c\r\n\r\n', [only('a'), only('b'), only('c')]],
    ['mixed line ends', 'data: a\r\ndata: b\rdata: c\n\r\n', [only('a\nb\nc')]],
    ['all fields', 'event: endpoint\nid: 7\ndata: /x\n\n', [only('/x', { id: '7', event: 'endpoint' })]],
    ['no space behind the colon, or two', 'data:x\n\ndata:  x\n\n', [only('x'), only(' x')]],
    ['lines without a colon', 'data\ndata: x\nid\n\n', [only('\nx', { id: '' })]],
    ['a comment', ': hello\n\n', [only(undefined)]],
    ['a comment within', ': hello\ndata: x\n: bye\n\n', [only('x')]],
    ['a priming event', 'id: 1\nretry: 5000\ndata: \n\n', [only(undefined, { id: '1' })]],
    ['fields that begin like others', 'dataset: x\nidea: y\nevents: z\ndat\n\n', [only(undefined)]],
    ['an id with a null', 'id: a\0b\ndata: x\n\n', [only('x')]],
    ['colons in the value', 'data: {"a":"b:c"}\n\n', [only('{"a":"b:c"}')]],
    ['a mark in front', '\ufeffdata: x\n\n', [only('x')]],
    ['a mark elsewhere', 'data: a\n\n\ufeffdata: x\n\n', [only('a'), only(undefined)]],
    ['no end', 'data: a\n\ndata: x\n', [only('a')]],
    ['blank lines that end nothing', '\n\r\rdata: x\n\n\r\n\n', [only('x')]],
    ['characters of many bytes', 'data: größe 🏰\n\n', [only('größe 🏰')]],
  ])('with %s', (_what, text, wanted) => {
    const bytes = Buffer.from(text)
    expect(texts(split([bytes]))).toEqual(wanted)
    expect(texts(split(byteByByte(bytes)))).toEqual(wanted)
  })

  const line = fc.oneof(
    fc.constantFrom('data: x', 'data', 'data:', ': c', 'id: 1', 'event: e', 'retry: 5', '', '', '', 'data: größe'),
    fc.string({ maxLength: 8 }),
  )
  const stream = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 20 })
    .map((lines) => lines.map(([text, end]) => text + end).join(''))

  it('is cut alike, whatever the pieces it comes in', () => {
    fc.assert(
      fc.property(stream, cuts, (text, places) => {
        const bytes = Buffer.from(text)
        const whole = texts(split([bytes]))
        expect(texts(split(inPieces(bytes, places)))).toEqual(whole)
        expect(texts(split(byteByByte(bytes)))).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })

  it('means the same once its blocks are written out again', () => {
    fc.assert(
      fc.property(stream, cuts, (text, places) => {
        fc.pre(!text.startsWith('\ufeff'))
        const blocks = split(inPieces(Buffer.from(text), places))
        const again = Buffer.concat(blocks?.map(({ raw }) => raw) ?? [])
        expect(said(split([again]))).toEqual(said(blocks))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps its blocks byte by byte, without a copy where one lies within a piece', () => {
    const bytes = Buffer.from('id: 1\ndata: {"a":1}\n\ndata: b\n\n')
    const blocks = split([bytes]) ?? []
    expect(Buffer.concat(blocks.map(({ raw }) => raw))).toEqual(bytes)
    expect(blocks[0]?.raw.buffer).toBe(bytes.buffer)
    expect(blocks[0]?.data?.buffer).toBe(bytes.buffer)
  })

  it('ends for good where a block is larger than allowed', () => {
    const splitter = new EventSplitter(20)
    expect(splitter.push(Buffer.from('data: 12345678\n\n'))).toHaveLength(1)
    expect(splitter.push(Buffer.from('data: 1234567890'))).toEqual([])
    expect(splitter.push(Buffer.from('12345'))).toBeUndefined()
    expect(splitter.push(Buffer.from('\n\n'))).toBeUndefined()
    expect(split([Buffer.from(`data: ${'x'.repeat(30)}\n\n`)], 20)).toBeUndefined()
  })

  it('says whether it was cut off', () => {
    const splitter = new EventSplitter(LIMIT)
    splitter.push(Buffer.from('data: x\n\n'))
    expect(splitter.unfinished).toBe(false)
    splitter.push(Buffer.from('data: y\n'))
    expect(splitter.unfinished).toBe(true)
  })

  it('is read in linear time', () => {
    const size = 1_000_000
    for (const piece of ['\r', '\n', ':\r', 'data\n', 'data: x\n\n', 'x']) {
      const bytes = Buffer.from(piece.repeat(size / piece.length))
      const spent = stopwatch()
      split([bytes], 2_000_000)
      split(
        inPieces(
          bytes,
          Array.from({ length: 2000 }, (_, i) => i * 1000),
        ),
        2_000_000,
      )
      expect(spent()).toBeLessThan(4000)
    }
  })
})

describe('an event that is written', () => {
  it('is read back as the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, spaces) => {
        const event = formatEvent(Buffer.from(JSON.stringify(value, null, spaces)))
        const blocks = split([event]) ?? []
        expect(blocks).toHaveLength(1)
        expect(blocks[0]?.event).toBe('message')
        expect(JSON.parse(blocks[0]?.data?.toString() ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
