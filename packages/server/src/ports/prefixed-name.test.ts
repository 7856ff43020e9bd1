import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_NAME, mayBeCut, prefixedName, serverPart, splitName } from './prefixed-name.ts'

const slugs = fc.stringMatching(/^[a-z0-9-]{1,63}$/)
const names = fc.stringMatching(/^[A-Za-z0-9_.\-/]{1,128}$/)

describe('a prefixed name', () => {
  it('is read as it was written, whatever underscores the tool has', () => {
    expect(prefixedName('shop', '__x')).toBe('shop____x')
    expect(splitName('shop____x')).toEqual({ server: 'shop', rest: '__x' })
    expect(splitName('shop__a__b')).toEqual({ server: 'shop', rest: 'a__b' })
    for (const wrong of ['', '__x', 'shop', 'shop_x']) expect(splitName(wrong)).toBeUndefined()
  })

  it('names its server, and its tool where that was not cut, within the budget', () => {
    fc.assert(
      fc.property(slugs, names, (slug, name) => {
        const full = prefixedName(slug, name)
        const { server, rest } = splitName(full) ?? {}
        expect(full.length).toBeLessThanOrEqual(LONGEST_NAME)
        expect(server).toBe(serverPart(slug))
        expect(rest === name || mayBeCut(full)).toBe(true)
      }),
    )
  })

  it('tells apart what is cut', () => {
    const long = 'a'.repeat(80)
    expect(prefixedName('shop', `${long}1`)).not.toBe(prefixedName('shop', `${long}2`))
    expect(prefixedName('shop', `${long}1`)).toBe(prefixedName('shop', `${long}1`))
    expect(serverPart(`${long.slice(0, 60)}-1`)).not.toBe(serverPart(`${long.slice(0, 60)}-2`))
    expect(serverPart('s'.repeat(30))).toBe('s'.repeat(30))
  })
})
