import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { RUNS } from '../samples.contract.ts'
import { readIpAddress } from './ip-address.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

describe('IP addresses', () => {
  it('that are read are addresses, each in one form only', () => {
    const forms = new Map<string, string>()
    const texts = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc
        .array(fc.constantFrom('0', '1', 'ffff', 'FFFF', '00', ':', '::', '.', '127.0.0.1'), { maxLength: 10 })
        .map((list) => list.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const address = readIpAddress(text)
        if (address === undefined) return
        expect(isIP(text)).toBeGreaterThan(0)
        if (address.family === 4 && text.includes(':')) return
        const id = `${address.family} ${address.value}`
        expect(forms.get(id) ?? text).toBe(text)
        forms.set(id, text)
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['127.0.0.1', 4, 0x7f000001n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:db8::1:0:0:1', 6, 0x20010db8000000000001000000000001n],
    ['::ffff:127.0.0.1', 4, 0x7f000001n],
    ['::ffff:7f00:1', 4, 0x7f000001n],
  ])('%s is read', (text, family, value) => {
    expect(readIpAddress(text)).toEqual({ family, value })
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.0.0.1',
    '::1::',
    ':::',
    '1:2:3:4:5:6:7',
    '2001:DB8::1',
    '2001:db8:0:0:0:0:0:1',
    '::0',
    '::ffff:1.2.3',
    '::1%lo',
    '::127.0.0.1',
    '1.2.3.4 ',
  ])('%s is none', (text) => {
    expect(readIpAddress(text)).toBeUndefined()
  })
})
