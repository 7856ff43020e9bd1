import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counter, keyFinder } from './counter-key.ts'
import type { CallRequest, SessionSlot } from './request.ts'

interface Parts {
  readonly organisation: string
  readonly document: string
  readonly server: string
  readonly grant: string
  readonly name: string
  readonly window: string
  readonly scope: 'grant' | 'session'
  readonly slot: SessionSlot
}

function request({ organisation, grant, server, slot }: Parts): CallRequest {
  return {
    subject: { organisation, grant, label: '', owner: '', tags: {} },
    tool: { server, name: 't' },
    context: { at: 0, slot },
    arguments: {},
    inexact: new Set(),
  }
}

function key(parts: Parts): string {
  return keyFinder(parts.document)({ scope: parts.scope, name: parts.name, window: parts.window }, request(parts))
}

/** Texts that a careless join would confuse. */
const tricky = fc.string({ unit: fc.constantFrom('1', ':', 'a', '0', '2', '\u{1F512}'), maxLength: 4 })
const parts = fc.record<Parts>({
  organisation: tricky,
  document: tricky,
  server: tricky,
  grant: tricky,
  name: tricky,
  window: fc.constantFrom('minute', '60s'),
  scope: fc.constantFrom('grant', 'session'),
  slot: fc.constantFrom<SessionSlot>(0, 1, 2, 3),
})

function identity({ slot, ...rest }: Parts): string {
  return JSON.stringify(rest.scope === 'grant' ? rest : { ...rest, slot })
}

describe('counter keys', () => {
  it('are equal where, and only where, the counters are the same', () => {
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        expect(key(left) === key(right)).toBe(identity(left) === identity(right))
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(parts, (same) => {
        expect(key(same)).toBe(key({ ...same }))
      }),
    )
  })

  it('are the same when they are remembered, for as many servers as there are', () => {
    const find = keyFinder('d')
    const counter: Counter = { scope: 'session', name: 'c', window: 'day' }
    const base: Parts = {
      organisation: 'o',
      document: 'd',
      server: '',
      grant: 'g',
      name: 'c',
      window: 'day',
      scope: 'session',
      slot: 1,
    }
    const { subject } = request(base)
    for (let index = 0; index < 400; index++) {
      const server = `s${index % 100}`
      expect(find(counter, { ...request({ ...base, server }), subject })).toBe(key({ ...base, server }))
    }
  })

  it('refuse a slot that does not exist', () => {
    const base = { organisation: 'o', document: 'd', server: 's', grant: 'g', name: 'c', window: 'day' } as const
    expect(() => key({ ...base, scope: 'session', slot: 4 as SessionSlot })).toThrow(RangeError)
  })
})
