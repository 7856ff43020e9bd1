import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallRequest, SessionSlot } from '../decide/request.ts'
import type { Scope } from '../policy/limit.ts'
import { type Counter, familyOf, keyFinder, valueKey } from './counter-key.ts'

interface Parts {
  readonly organisation: string
  readonly document: string
  readonly server: string
  readonly grant: string
  readonly owner: string
  readonly name: string
  readonly window: string
  readonly kind: 'fixed' | 'rolling'
  readonly zone: string
  readonly scope: Scope
  readonly slot: SessionSlot
}

function request({ organisation, grant, owner, server, slot }: Parts): CallRequest {
  return {
    subject: { organisation, grant, label: '', owner, tags: {} },
    tool: { server, name: 't' },
    context: { at: 0, slot },
    arguments: {},
    inexact: new Set(),
  }
}

function key(parts: Parts): string {
  const { scope, name, window, kind, zone } = parts
  return keyFinder(parts.document)({ scope, name, window, kind, zone }, request(parts))
}

/** Texts that a careless join would confuse. */
const tricky = fc.string({ unit: fc.constantFrom('1', ':', 'a', '0', '2', '\u{1F512}'), maxLength: 4 })
const parts = fc.record<Parts>({
  organisation: tricky,
  document: tricky,
  server: tricky,
  grant: tricky,
  owner: tricky,
  name: tricky,
  window: fc.constantFrom('minute', '60s'),
  kind: fc.constantFrom('fixed', 'rolling'),
  zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  scope: fc.constantFrom('grant', 'session', 'owner', 'server', 'organisation'),
  slot: fc.constantFrom<SessionSlot>(0, 1, 2, 3),
})

/** What tells a counter from others, by its scope. */
const HELD: Readonly<Record<Scope, readonly (keyof Parts)[]>> = {
  grant: ['server', 'grant'],
  session: ['server', 'grant', 'slot'],
  owner: ['owner'],
  server: ['server'],
  organisation: [],
}

function identity(each: Parts): string {
  const always = ['organisation', 'document', 'scope', 'name', 'window', 'kind', 'zone'] as const
  return JSON.stringify([...always, ...HELD[each.scope]].map((part) => each[part]))
}

const BASE: Parts = {
  organisation: 'o',
  document: 'd',
  server: 's',
  grant: 'g',
  owner: 'p',
  name: 'c',
  window: 'day',
  kind: 'fixed',
  zone: 'UTC',
  scope: 'session',
  slot: 1,
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
      fc.property(parts, parts, (same, other) => {
        // What the scope does not hold makes no difference.
        const held: readonly (keyof Parts)[] = HELD[same.scope]
        const changed = (['server', 'grant', 'owner', 'slot'] as const).filter((part) => !held.includes(part))
        const others = Object.fromEntries(changed.map((part) => [part, other[part]]))
        expect(key({ ...same, ...others })).toBe(key(same))
      }),
    )
  })

  it('are the same when they are remembered, for as many servers as there are', () => {
    const find = keyFinder('d')
    const { scope, name, window, kind, zone } = BASE
    const counter: Counter = { scope, name, window, kind, zone }
    const { subject } = request(BASE)
    for (let index = 0; index < 400; index++) {
      const server = `s${index % 100}`
      expect(find(counter, { ...request({ ...BASE, server }), subject })).toBe(key({ ...BASE, server }))
    }
  })

  it('refuse a slot that does not exist', () => {
    expect(() => key({ ...BASE, slot: 4 as SessionSlot })).toThrow(RangeError)
  })

  it('tell the values of one limit apart, and lead back to what they share', () => {
    const digest = fc.stringMatching(/^[\w-]{1,30}$/)
    fc.assert(
      fc.property(parts, digest, digest, (each, left, right) => {
        const family = key(each)
        expect(valueKey(family, left) === valueKey(family, right)).toBe(left === right)
        expect(familyOf(valueKey(family, left))).toBe(family)
        expect(familyOf(family)).toBeUndefined()
      }),
    )
  })
})
