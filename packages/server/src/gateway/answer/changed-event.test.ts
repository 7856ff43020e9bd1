import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ServerEvent } from '../upstream/link.ts'
import { EventSplitter, isSendableId, type StreamBlock } from '../wire/sse.ts'
import { bareEvent, changedEvent } from './changed-event.ts'

const split = (text: string | Buffer): readonly StreamBlock[] =>
  new EventSplitter(100_000).push(Buffer.from(text)) ?? []
const bare = (text: string): string =>
  split(text)
    .map((block) => bareEvent(block).raw?.toString())
    .join('')

describe('a bare event', () => {
  it.each([
    ['data: {}\n\n'],
    ['data: {\ndata: }\n\n'],
    ['event: message\r\nid: 7\r\ndata: {}\r\n\r\n'],
    ['event\nid:\ndata: {}\n\n'],
    [':\n\n'],
    ['id: a b~\ndata:\n\n'],
  ])('stays as it came: %j', (text) => {
    for (const block of split(text)) expect(bareEvent(block)).toBe(block)
    expect(bare(text)).toBe(text)
  })

  it.each([
    [': words\n\n', ':\n\n'],
    [': \n\n', ':\n\n'],
    ['x: words\n\n', ':\n\n'],
    ['event: words\n\n', ':\n\n'],
    [': words\ndata: {\ndata: }\n\n', 'event: message\ndata: { }\n\n'],
    ['event: words\nid: 7\ndata: {}\n\n', 'id: 7\nevent: message\ndata: {}\n\n'],
    ['retry: 500\nid: 7\n\n', 'id: 7\nretry: 500\n\n'],
    ['retry: 500\ndata: {}\n\n', 'event: message\ndata: {}\n\n'],
    ['retry: words\ndata:\n\n', 'data:\n\n'],
    ['id: größe\ndata: {}\n\n', 'id: \nevent: message\ndata: {}\n\n'],
    [`id: ${'x'.repeat(1025)}\ndata: {}\n\n`, 'id: \nevent: message\ndata: {}\n\n'],
    ['id: größe\nid: 7\ndata: {}\n\n', 'id: 7\nevent: message\ndata: {}\n\n'],
    ['id: 7\0\ndata: {}\n\n', 'event: message\ndata: {}\n\n'],
    ['\ufeff: words\n\ufeffdata: words\n\n', ':\n\n'],
  ])('is written anew without what stands beside its message: %j', (text, wanted) => {
    expect(bare(text)).toBe(wanted)
  })

  it('says the same message under the same id, and nothing else', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'data: [1]',
        'data',
        'data:',
        ': words',
        'id: 1',
        'id: ü',
        'event: words',
        'event: message',
        'retry: 5',
      ),
      fc.string({ maxLength: 8 }),
    )
    const end = fc.constantFrom('\n', '\r', '\r\n')
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), end, (lines, lineEnd) => {
        for (const block of split([...lines, '', ''].join(lineEnd))) {
          const { raw = Buffer.alloc(0) } = bareEvent(block)
          const again = split(raw)
          const id = block.id === undefined || isSendableId(block.id) ? block.id : ''
          const oneLine = block.isBare ? block.data : block.data?.toString().replaceAll('\n', ' ')
          expect(again.map((each) => [each.isBare, each.id, each.data?.toString()])).toEqual([
            [!/(?:^|[\r\n])retry/.test(raw.toString()), id, oneLine?.toString()],
          ])
        }
      }),
    )
  })

  it('has no raw form where the transport has none', () => {
    const event: ServerEvent = { data: Buffer.from('{}'), raw: undefined }
    expect(bareEvent(event)).toBe(event)
  })
})

describe('a changed event', () => {
  it('keeps an id that can be sent back, and no other', () => {
    const changed = (text: string): unknown =>
      split(text).map((block) => changedEvent(block, Buffer.from('[]')).raw?.toString())
    expect(changed('id: 7\nevent: words\ndata: {}\n\n')).toEqual(['id: 7\nevent: message\ndata: []\n\n'])
    expect(changed('id: ü\ndata: {}\n\n')).toEqual([undefined])
    expect(changed('data: {}\n\n')).toEqual([undefined])
  })
})
