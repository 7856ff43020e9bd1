import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toolOfSlug, toolSlugs } from './slugs.ts'

const slugsOf = (...names: string[]) => [...toolSlugs(names)]

describe('slugs of tools', () => {
  it.each([
    ['get_profiles', 'get-profiles'],
    ['getHTTPStatus', 'get-http-status'],
    ['Gmail_SendEmail', 'gmail-send-email'],
    ['/api/nlp/phrase', 'api-nlp-phrase'],
    ['user.list', 'user-list'],
  ])('%s is %s', (name, slug) => {
    expect(slugsOf(name)).toEqual([[name, slug]])
  })

  it('gives the plainer of two names the plain slug, whatever their order', () => {
    const both = new Map(slugsOf('getProfiles', 'get_profiles'))
    expect(both.get('get_profiles')).toBe('get-profiles')
    expect(both.get('getProfiles')).toMatch(/^get-profiles-[0-9a-f]{8}$/)
    expect(new Map(slugsOf('get_profiles', 'getProfiles'))).toEqual(both)
  })

  it('ends in a digest where a name has no letters for an address, or too many', () => {
    expect(slugsOf('_')[0]?.[1]).toMatch(/^tool-[0-9a-f]{8}$/)
    expect(slugsOf('查询')[0]?.[1]).toMatch(/^tool-[0-9a-f]{8}$/)
    expect(slugsOf('x'.repeat(128))[0]?.[1]).toHaveLength(80)
  })

  it('is safe in an address, unique within a server, and leads back', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a_b', 'aB', 'a-b', 'A_B', '../..', '__proto__', ''),
    )
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), (names) => {
        const slugs = toolSlugs(names)
        expect(new Set(slugs.values()).size).toBe(new Set(names).size)
        for (const [own, slug] of slugs) {
          expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
          expect(slug.length).toBeLessThanOrEqual(80)
          expect(toolOfSlug(names, slug)).toBe(own)
        }
      }),
    )
  })
})
