import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { RUNS } from '../samples.contract.ts'
import { hostTest, readAuthority } from './host.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

const pieces = fc.constantFrom(
  'http',
  'https:',
  '//',
  '/',
  '\\',
  'a',
  'A',
  'example.com',
  '.',
  '@',
  ':',
  '80',
  '443',
  '65536',
  '0x7f',
  '127.0.0.1',
  '0177',
  '[::1]',
  '[',
  ']',
  '%41',
  'é',
  'ß',
  'xn--zca',
  '-',
  '_',
  ' ',
  '\t',
  '\u00ad',
  '?',
  '#',
  '。',
)
const nearly = fc.array(pieces, { maxLength: 6 }).map((list) => `https://${list.join('')}`)

describe('addresses of the web', () => {
  it('that are read are read as the URL Standard reads them', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.webUrl(), fc.string()), (text) => {
        const authority = readAuthority(text)
        if (authority === undefined || !URL.canParse(text)) return
        const url = new URL(text)
        expect(authority.host).toBe(url.hostname)
        expect(String(authority.port)).toBe(url.port === '' ? (/^(?:https|wss)/.test(text) ? '443' : '80') : url.port)
        expect([url.username, url.password]).toEqual(['', ''])
      }),
      { numRuns: RUNS },
    )
  })

  it('of ordinary hosts are read', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (text) => {
        const { hostname } = new URL(text)
        fc.pre(/^[a-z0-9.-]+$/.test(hostname) && text.includes(`//${hostname}`))
        expect(readAuthority(text)?.host).toBe(hostname)
      }),
    )
  })

  it('are read in linear time', () => {
    const spent = stopwatch()
    for (const text of [
      `https://${'a.'.repeat(400_000)}`,
      `https://${'['.repeat(800_000)}`,
      `https://a/${'/'.repeat(800_000)}`,
    ]) {
      readAuthority(text)
    }
    expect(spent()).toBeLessThan(1_000)
  })

  it.each([
    'Example.com',
    'exa mple.com',
    'https://example.com',
    '*',
    '*.',
    '*.*.com',
    'a..b',
    '1.2.3',
    '[::1',
    'x:99999',
    '*.10.0.0.1',
    'é.com',
    '',
  ])('%s is no host of a policy', (pattern) => {
    expect(hostTest([pattern])).toMatchObject({ ok: false, flaw: { code: 'bad_value' } })
  })
})
