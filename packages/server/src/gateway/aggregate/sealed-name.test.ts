import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNameSealer } from './sealed-name.ts'

const sealer = createNameSealer(randomBytes(32))
const ana = { grant: 'ana', use: 'task' }

describe('a sealed name', () => {
  it('opens for the grant and purpose that it was sealed for, and is the same each time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (server, id) => {
        const sealed = sealer.seal(ana, { server, id })
        expect(sealer.seal(ana, { server, id })).toBe(sealed)
        expect(sealer.open(ana, sealed)).toEqual({ server, id })
      }),
    )
  })

  it('opens for nobody else', () => {
    const sealed = sealer.seal(ana, { id: 't' })
    expect(sealer.open({ ...ana, grant: 'ben' }, sealed)).toBeUndefined()
    expect(sealer.open({ ...ana, use: 'tools/list' }, sealed)).toBeUndefined()
    expect(sealer.open({ grant: 'anat', use: 'ask' }, sealed)).toBeUndefined()
    expect(createNameSealer(randomBytes(32)).open(ana, sealed)).toBeUndefined()
  })

  it('does not open once a bit of it was changed, nor anything that was not sealed', () => {
    const sealed = sealer.seal(ana, { id: 't' })
    const bytes = Buffer.from(sealed.slice(5), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(sealer.open(ana, `pcn1.${changed.toString('base64url')}`)).toBeUndefined()
    }
    for (const text of ['', 'pcn1.', 'pcn1.AAAA', sealed.slice(5), `${sealed}!`]) {
      expect(sealer.open(ana, text)).toBeUndefined()
    }
  })

  it('says nothing of what is in it', () => {
    expect(sealer.seal(ana, { server: 'shop', id: 'secret' })).not.toMatch(/shop|secret/)
    expect(sealer.seal(ana, { id: 'a' })).not.toBe(sealer.seal({ ...ana, grant: 'ben' }, { id: 'a' }))
  })
})
