import { describe, expect, it } from 'vitest'
import { MAX_UNDELIVERED } from '../../ports/approval-store.ts'
import type { Downstream } from '../downstream.ts'
import { HeldDownstream } from './held-downstream.ts'

/** What a client was told, and how it goes away. */
function client() {
  const told: string[] = []
  let leave = (): void => undefined
  const down: Downstream = {
    begun: false,
    json: (status, body) => void told.push(`json ${status} ${body}`),
    empty: (status) => void told.push(`empty ${status}`),
    beginJson: () => void told.push('beginJson'),
    chunk: (bytes) => told.push(`chunk ${bytes}`) > 0,
    beginEvents: () => void told.push('beginEvents'),
    event: ({ data }) => told.push(`event ${data}`) > 0,
    end: () => void told.push('end'),
    abort: () => void told.push('abort'),
    onClose: (listener) => {
      leave = listener
    },
    onDrain: () => undefined,
  }
  const held = new HeldDownstream(down)
  return { held, told, leave: () => leave() }
}

const bytes = (text: string): Buffer => Buffer.from(text)

describe('a way back that is held', () => {
  it('passes everything on as it is where nothing was told beside it', () => {
    const { held, told } = client()
    held.json(200, bytes('{}'))
    expect(told).toEqual(['json 200 {}'])
    expect(held.undelivered).toEqual({ kind: 'nothing' })
  })

  it('an answer is the last event where something was told beside it, whole or in pieces', () => {
    for (const inPieces of [false, true]) {
      const { held, told } = client()
      held.aside({ n: 1 })
      if (inPieces) {
        held.beginJson(200)
        held.chunk(bytes('{"a"'))
        held.chunk(bytes(':1}'))
        held.end()
      } else held.json(200, bytes('{"a":1}'))
      expect(told).toEqual(['beginEvents', 'event {"n":1}', 'event {"a":1}', 'end'])
    }
  })

  it('events follow in the same stream', () => {
    const { held, told } = client()
    held.aside({ n: 1 })
    held.beginEvents()
    held.event({ data: bytes('{}'), raw: undefined })
    held.end()
    expect(told).toEqual(['beginEvents', 'event {"n":1}', 'event {}', 'end'])
  })

  it('keeps the answer for a client that has gone: one text, in pieces, or the last event', () => {
    const ways: ((held: HeldDownstream) => void)[] = [
      (held) => held.json(200, bytes('{"a":1}')),
      (held) => {
        held.beginJson(200)
        held.chunk(bytes('{"a"'))
        held.chunk(bytes(':1}'))
        held.end()
      },
      (held) => {
        held.beginEvents()
        held.event({ data: bytes('{"n":1}'), raw: undefined })
        held.event({ data: bytes('{"a":1}'), raw: undefined })
        held.end()
      },
    ]
    for (const answer of ways) {
      const { held, told, leave } = client()
      let left = 0
      held.onGone(() => left++)
      leave()
      leave()
      held.aside({ n: 1 })
      answer(held)
      expect(held.undelivered).toEqual({ kind: 'answer', text: '{"a":1}' })
      expect([told, left, held.gone]).toEqual([[], 1, true])
    }
  })

  it('of what is too large, or went half, it is known that there was an answer', () => {
    const large = client()
    large.leave()
    large.held.json(200, Buffer.alloc(MAX_UNDELIVERED + 1, 0x20))
    expect(large.held.undelivered).toEqual({ kind: 'too_large' })
    const half = client()
    half.held.beginJson(200)
    half.held.chunk(bytes('{"a"'))
    half.leave()
    half.held.chunk(bytes(':1}'))
    half.held.end()
    expect(half.held.undelivered).toEqual({ kind: 'too_large' })
  })

  it('nobody who makes the call learns that the client went', () => {
    const { held, leave } = client()
    const down: Downstream = held
    down.onClose(() => {
      throw new Error('told')
    })
    leave()
    expect(held.gone).toBe(true)
  })
})
