import { describe, expect, it } from 'vitest'
import { type Networks, readNetworks } from './networks.ts'

function networks(...ranges: readonly string[]): Networks {
  const read = readNetworks(ranges)
  if ('wrong' in read) throw new Error(read.wrong)
  return read
}

describe('networks', () => {
  it('have the addresses of their ranges, in either notation', () => {
    const office = networks('10.1.0.0/16', '2001:db8:1::/48', '192.0.2.7')
    for (const inside of ['10.1.255.1', '::ffff:10.1.2.3', '2001:db8:1::5', '192.0.2.7']) {
      expect([inside, office.has(inside)]).toEqual([inside, true])
    }
    for (const outside of ['10.2.0.1', '::ffff:10.2.0.1', '2001:db8:2::5', '192.0.2.8', '', 'localhost', '10.1.0']) {
      expect([outside, office.has(outside)]).toEqual([outside, false])
    }
  })

  it('are none where a text is no network', () => {
    for (const wrong of ['10.0.0.0/33', '::/129', 'office', '', '10.0.0.0/', '10.0.0/8', '1.2.3.4/8/8']) {
      expect(readNetworks(['10.0.0.0/8', wrong])).toEqual({ wrong })
    }
  })
})
