import { describe, expect, it } from 'vitest'
import { EventSplitter } from '../wire/sse.ts'
import { ResumePoint } from './resume-point.ts'

function after(...blocks: readonly string[]): readonly [string | undefined, number] {
  const point = new ResumePoint()
  for (const block of new EventSplitter(4096).push(Buffer.from(blocks.join(''))) ?? []) point.note(block)
  return [point.lastEventId, point.retry]
}

describe('a stream can be taken up', () => {
  it('after its last event that had an id', () => {
    expect(after('id: 1\ndata: {}\n\n', 'data: {}\n\n')).toEqual(['1', 1000])
    expect(after('id: 1\ndata: {}\n\n', 'id: 2\ndata: {}\n\n')).toEqual(['2', 1000])
  })

  it('not where there was none, or where the id was taken back, or cannot be sent', () => {
    expect(after('data: {}\n\n')).toEqual([undefined, 1000])
    expect(after('id: 1\ndata: {}\n\n', 'id:\ndata: {}\n\n')).toEqual([undefined, 1000])
    expect(after('id: \u00e9\ndata: {}\n\n')).toEqual([undefined, 1000])
    expect(after(`id: ${'x'.repeat(1025)}\ndata: {}\n\n`)).toEqual([undefined, 1000])
  })

  it('after as long as the server says, within bounds', () => {
    expect(after('id: 1\nretry: 200\ndata:\n\n')).toEqual(['1', 200])
    expect(after('retry:500\r\nid: 1\r\n\r\n')).toEqual(['1', 500])
    expect(after('id: 1\nretry: 0\ndata:\n\n')).toEqual(['1', 50])
    expect(after('id: 1\nretry: 999999999\ndata:\n\n')).toEqual(['1', 60_000])
    expect(after('id: 1\nretry: soon\ndata:\n\n')).toEqual(['1', 1000])
    expect(after('id: 1\ndata: retry: 200\n\n')).toEqual(['1', 1000])
  })
})
