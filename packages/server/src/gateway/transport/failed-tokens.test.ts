import { describe, expect, it } from 'vitest'
import { createFailedTokens, type Presenting } from './failed-tokens.ts'

const from = (address: string | undefined, at = 0, perMinute = 3): Presenting => ({ address, perMinute, at })

function spend(meter: ReturnType<typeof createFailedTokens>, who: Presenting): (number | undefined)[] {
  return Array.from({ length: who.perMinute + 1 }, () => meter.count(who))
}

describe('tokens that prove nothing', () => {
  it('may be as many as said in a minute, and one more each part of it', () => {
    const meter = createFailedTokens()
    expect(spend(meter, from('192.0.2.1'))).toEqual([undefined, undefined, undefined, 20])
    expect(meter.wait(from('192.0.2.1', 19_999))).toBe(1)
    expect(meter.count(from('192.0.2.1', 20_000))).toBeUndefined()
    expect(meter.count(from('192.0.2.1', 20_000))).toBe(20)
    expect(spend(meter, from('192.0.2.1', 200_000))).toEqual([undefined, undefined, undefined, 20])
  })

  it('are counted for each address, and for each network of IPv6', () => {
    const meter = createFailedTokens()
    spend(meter, from('192.0.2.1'))
    spend(meter, from('2001:db8::1'))
    spend(meter, from(undefined))
    expect(meter.count(from('192.0.2.2'))).toBeUndefined()
    expect(meter.count(from('2001:db8::ffff:2'))).toBe(20)
    expect(meter.count(from('2001:db8:0:1::1'))).toBeUndefined()
    expect(meter.wait(from(undefined))).toBe(20)
  })

  it('asking counts nothing', () => {
    const meter = createFailedTokens()
    for (let turn = 0; turn < 9; turn++) expect(meter.wait(from('192.0.2.1'))).toBeUndefined()
    expect(meter.count(from('192.0.2.1'))).toBeUndefined()
  })

  it('of more addresses than are remembered share what is left, until others are forgotten', () => {
    const meter = createFailedTokens(2)
    for (const last of [1, 2, 3]) spend(meter, from(`192.0.2.${last}`))
    expect(meter.count(from('192.0.2.4'))).toBe(20)
    expect(meter.count(from('192.0.2.1'))).toBe(20)
    // All are full again, so that there is room.
    spend(meter, from('192.0.2.5', 100_000))
    spend(meter, from('192.0.2.6', 100_000))
    expect(meter.count(from('192.0.2.7', 102_000))).toBeUndefined()
  })

  it('follow the setting as it is now', () => {
    const meter = createFailedTokens()
    spend(meter, from('192.0.2.1'))
    expect(meter.wait(from('192.0.2.1', 1_000, 60))).toBeUndefined()
    expect(meter.wait(from('192.0.2.1', 1_000, 6))).toBe(9)
  })
})
