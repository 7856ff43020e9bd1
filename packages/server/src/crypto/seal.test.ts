import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeSealKey } from './keyring.ts'
import { createSealer, type SealKey, sealedBy } from './seal.ts'

const place = ['org', 'server', 'headers']
const over = (...keys: readonly SealKey[]) =>
  createSealer({ current: () => keys[0]!, find: (id) => keys.find((key) => key.id === id) })
const [one, two] = [makeSealKey(1), makeSealKey(2)]

describe('sealing', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (text, where) => {
        const sealer = over(one)
        expect(sealer.open(sealer.seal(text, where), where)).toBe(text)
      }),
    )
  })

  it('names its key, and shows nothing else', () => {
    const envelope = over(one).seal('a secret', place)
    expect(sealedBy(envelope)).toBe(one.id)
    expect(Buffer.from(envelope.split('.')[3]!, 'base64url').includes('secret')).toBe(false)
    expect(over(one).seal('a secret', place)).not.toBe(envelope)
  })

  it('[keys.sealed] opens at its own place only', () => {
    const envelope = over(one).seal('a secret', ['a', 'bc'])
    for (const other of [['ab', 'c'], ['a'], ['a', 'bc', ''], ['a', 'bd'], []])
      expect(over(one).open(envelope, other)).toBeUndefined()
  })

  it('opens nothing that was changed by a single bit', () => {
    const envelope = over(one).seal('a secret', place)
    for (let at = 0; at < envelope.length; at++) {
      const changed = `${envelope.slice(0, at)}${envelope[at] === 'A' ? 'B' : 'A'}${envelope.slice(at + 1)}`
      if (Buffer.from(changed.slice(-10), 'base64url').equals(Buffer.from(envelope.slice(-10), 'base64url'))) {
        if (at >= envelope.length - 10) continue
      }
      expect(over(one).open(changed, place), String(at)).toBeUndefined()
    }
    for (const text of ['', 'v1', 'v1.x.y.z', `${envelope}.`, ` ${envelope}`, envelope.replace('v1', 'v2')])
      expect(over(one).open(text, place), text).toBeUndefined()
  })

  it('opens by any key that it has, and seals by the first', () => {
    const envelope = over(one).seal('a secret', place)
    expect(over(two, one).open(envelope, place)).toBe('a secret')
    expect(sealedBy(over(two, one).seal('a secret', place))).toBe(two.id)
    expect(over(two).open(envelope, place)).toBeUndefined()
  })

  it('does not take a key for another one of its id', () => {
    const envelope = over(one).seal('a secret', place)
    expect(over({ id: one.id, bytes: two.bytes }).open(envelope, place)).toBeUndefined()
  })
})
