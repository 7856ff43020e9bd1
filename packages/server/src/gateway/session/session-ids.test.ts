import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSessionIds, type SessionFacts } from './session-ids.ts'

const FACTS: SessionFacts = {
  home: 'gw1',
  sid: '0b3f1f0e-6a1c-4c0e-9d3e-9f0d6b3a7a55',
  grant: 'gr_1',
  server: 'srv_1',
  way: 'AAAAAAAAAAAAAAAA',
  slot: 3,
  upstreamId: 'theirs',
  client: { name: 'claude', version: '1' },
  showsPages: true,
}
const key = randomBytes(32)
const ids = createSessionIds(key)

describe('the id of a session', () => {
  it('[across.owner] opens with the key that sealed it, as what it was', () => {
    const rows: SessionFacts[] = [
      FACTS,
      { ...FACTS, upstreamId: undefined, client: undefined, showsPages: false },
      { ...FACTS, client: {} },
    ]
    for (const facts of rows) {
      const id = ids.seal(facts)
      expect(id).toMatch(/^[\x21-\x7e]{1,2048}$/)
      expect(createSessionIds(key).open(id)).toEqual(facts)
      expect(createSessionIds(randomBytes(32)).open(id)).toBeUndefined()
    }
  })

  it('is another one each time', () => {
    expect(ids.seal(FACTS)).not.toBe(ids.seal(FACTS))
  })

  it('[across.owner] does not open with any character changed, added, or missing', () => {
    const id = ids.seal(FACTS)
    const alphabet = fc.constantFrom(...'AZaz09-_.=+/ ')
    fc.assert(
      fc.property(fc.nat(id.length - 1), alphabet, (at, other) => {
        const changed = id.slice(0, at) + other + id.slice(at + 1)
        // The last character has bits that stand for nothing: such a text opens, and is not the id that anybody was given.
        const isSame = Buffer.from(changed.slice(4), 'base64url').equals(Buffer.from(id.slice(4), 'base64url'))
        if (!isSame || !changed.startsWith('ps1.')) expect(ids.open(changed)).toBeUndefined()
        expect(ids.open(id.slice(0, at))).toBeUndefined()
        expect(ids.open(`${id}${other}${other}`)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('leaves out what a client says of itself where it is long', () => {
    const client = { name: '\u0001'.repeat(128), version: '\u0001'.repeat(64) }
    const id = ids.seal({ ...FACTS, client, upstreamId: 'x'.repeat(512) })
    expect(id.length).toBeLessThanOrEqual(2048)
    expect(ids.open(id)).toEqual({ ...FACTS, client: undefined, upstreamId: 'x'.repeat(512) })
  })
})
