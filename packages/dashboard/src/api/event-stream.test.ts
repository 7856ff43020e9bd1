import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvents, type StreamEvent } from './event-stream.ts'

/** A stream of these bytes, cut after so many each time. */
function streamOf(text: string, cut: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += cut) controller.enqueue(bytes.slice(at, at + cut))
      controller.close()
    },
  })
}

describe('a stream of events', () => {
  it('tells each event and each id, however the bytes are cut', async () => {
    const text =
      'retry: 1000\nid: 7\n\n: alive\n\nid: 8\nevent: change\ndata: {"a":"é"}\n\ndata: one\ndata: two\n\nevent: lost\ndata: x'
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (cut) => {
        const events: StreamEvent[] = []
        const ids: string[] = []
        await readEvents(streamOf(text, cut), (event, id) => {
          if (event !== undefined) events.push(event)
          if (id !== undefined) ids.push(id)
        })
        // What has no end was not sent whole.
        expect(events).toEqual([
          { name: 'change', data: '{"a":"é"}' },
          { name: 'message', data: 'one\ntwo' },
        ])
        expect(ids).toEqual(['7', '8'])
      }),
      { numRuns: 20 },
    )
  })
})
