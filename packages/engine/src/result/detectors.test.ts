import { describe, expect, it } from 'vitest'
import type { DetectorName } from '../policy/results.ts'
import { DETECTORS } from './detectors.ts'

/** The text with brackets around what was found. */
function marked(name: DetectorName, text: string): string {
  const spans: (readonly [start: number, end: number])[] = []
  DETECTORS[name].find(text, (start, end) => spans.push([start, end]))
  const sorted = spans.sort(([a], [b]) => b - a)
  return sorted.reduce(
    (rest, [start, end]) => `${rest.slice(0, start)}⟦${rest.slice(start, end)}⟧${rest.slice(end)}`,
    text,
  )
}

const hex = '0123456789abcdef'.repeat(4)
const letters = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY'.repeat(4)
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'

/** Texts with ⟦brackets⟧ around what has to be found; nothing else may be. */
const GOLDEN: Readonly<Record<DetectorName, readonly string[]>> = {
  email: [
    'Write to ⟦joe@example.com⟧.',
    '<⟦Joe.Bloggs+news@mail.example.co.uk⟧>, ⟦a@b.co⟧;⟦x_y%z@example.org⟧',
    "⟦o'brien@example.ie⟧ and '⟦joe@example.com⟧'",
    'mailto:⟦joe@example.com⟧?subject=hi&cc=⟦ann@example.com⟧',
    '⟦müller@bücher.example⟧ ⟦joe@xn--bcher-kva.example⟧ ⟦почта@пример.рф⟧',
    'joe@example, @joe, @joe@example.social, joe@, icon@2x.png, lodash@4.17.21, pkg@1.0.beta',
    'git@github.com:acme/tool.git ssh://git@github.com/acme https://user:pass@host.example/',
    'See ⟦joe@example.com⟧. Then go. a..b@ .c@',
  ],
  phone: [
    'Call ⟦+49 30 1234567⟧ or ⟦+1 (212) 555-0123⟧, ⟦(212) 555-0123⟧, ⟦212-555-0123⟧, ⟦1-212-555-0123⟧',
    '⟦+442079460958⟧, ⟦0049 30 1234567⟧, ⟦030 12345678⟧, ⟦01 42 68 53 00⟧, ⟦01.42.68.53.00⟧, ⟦07700 900123⟧',
    '1234567890, 20240115, 2024-01-15T10:00:00+02:00, 01-02-2024 10:30, +52.520008, order 0123456789',
    '550e8400-e29b-41d4-a716-446655440000, 4111 1111 1111 1111, 192.168.100.200, 123-45-6789, v1.2.3',
    '212-555-0123-99, x212-555-0123, 111-555-0123, 211-555-0123',
  ],
  credit_card: [
    'Pay with ⟦4111 1111 1111 1111⟧ or ⟦5555-5555-5555-4444⟧, ⟦378282246310005⟧, ⟦3782 822463 10005⟧.',
    '⟦4111111111111111⟧,⟦2223003122003222⟧;⟦6011111111111117⟧ ⟦3530111333300000⟧ ⟦30569309025904⟧',
    '4111 1111 1111 1112, 1111111111111117, 4111 1111 1111, a4111111111111111, 4111111111111111.5',
    '0.4111111111111111 550e8400-e29b-41d4-a716-4111111111111111 4111 11111111-1111',
  ],
  iban: [
    'To ⟦DE89 3704 0044 0532 0130 00⟧, ⟦gb29nwbk60161331926819⟧, ⟦FR14 2004 1010 0505 0001 3M02 606⟧ please',
    'DE88 3704 0044 0532 0130 00, XX89 3704 0044 0532 0130 00, DE89 3704 0044 0532 0130, XDE89370400440532013000',
  ],
  secret: [
    '⟦AKIAIOSFODNN7EXAMPLE⟧, AKIAIOSFODNN7, XAKIAIOSFODNN7EXAMPLE',
    `⟦ghp_${letters.slice(0, 36)}⟧ ⟦github_pat_${letters.slice(0, 82)}⟧ ⟦glpat-${letters.slice(0, 20)}⟧`,
    `https://⟦hooks.slack.com/services/T0123ABCD/B0123ABCD/${letters.slice(0, 24)}⟧ 123456789:AA, ⟦123456789:AA${letters.slice(0, 33)}⟧`,
    `⟦xoxb-123456789012-abcdefABCDEF⟧ ⟦sk_live_${letters.slice(0, 24)}⟧ ⟦sk-ant-api03-${letters.slice(0, 90)}⟧`,
    `⟦sk-proj-${letters.slice(0, 40)}⟧ ⟦AIza${letters.slice(0, 35)}⟧ ⟦npm_${letters.slice(0, 36)}⟧ ⟦SG.${letters.slice(0, 22)}.${letters.slice(0, 43)}⟧`,
    `Authorization: Bearer ⟦${letters.slice(0, 40)}⟧`,
    `token ⟦${jwt}⟧ eyJhbGciOiJIUzI1NiJ9 eyJub3QiOiJqd3QifQ.eyJhIjoxfQ.c2ln`,
    `⟦-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----⟧ after`,
    String.raw`"key": "⟦-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKC\n-----END PRIVATE KEY-----⟧\n"`,
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----',
    'DB_PASSWORD=⟦hunter2Hunter2⟧ password: "⟦c0rrect!horse⟧" {"client_secret":"⟦9f8e7d6c5b4a39281706⟧"}',
    'İ PASSWORD=⟦hunter2Hunter2⟧ postgres://app:⟦s3cr3tpw⟧@db.example, https://u:[REDACTED:secret]@h.example',
    'postgres://app:⟦s3cr3tpw⟧@db.example/app, https://example.com:8080/@me',
    `commit ${hex.slice(0, 40)}, sha256:${hex}, 550e8400-e29b-41d4-a716-446655440000`,
    'password: required, secret: my-kubernetes-secret, token: string, nextPageToken=CAUQAA3f9d8e7c6b5a4b, max_tokens=409600000000',
    'password=******** api_key=YOUR_API_KEY_12345 secret: \u0024{SECRET_1234567}, tokenizer: cl100k_base',
  ],
  ip_address: [
    'From ⟦192.168.0.1⟧ to ⟦10.0.0.255⟧:8080, [⟦2001:db8::1⟧]:443, ⟦::1⟧ ⟦fe80::1:2⟧/64, ⟦::ffff:10.0.0.1⟧',
    '256.1.1.1, 1.2.3, 1.2.3.4.5, v1.2.3.4, version 1.2.3.4, 01.2.3.4, 10:30:45, 00:1a:2b:3c:4d:5e, std::vector, ::',
  ],
  us_ssn: [
    'SSN ⟦123-45-6789⟧, ⟦123 45 6789⟧',
    '000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000, 1123-45-6789, 123456789, 123-45-67890, a-123-45-6789',
  ],
}

describe.each(Object.entries(GOLDEN) as [DetectorName, readonly string[]][])('%s', (name, texts) => {
  it.each(texts)('%s', (wanted) => {
    expect(marked(name, wanted.replaceAll(/[⟦⟧]/g, ''))).toBe(wanted)
  })
})

const LENGTH = 60_000
const repeated = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length))

/** Texts that a search that looks at the same place again and again would take for ever on. */
const HOSTILE = [
  ...['a@', '@', 'a@b.', 'a.', '4', '4111 ', '1 ', '00 ', '030 12 ', '+1', '(212) ', '1.2.3.4.', 'DE89 3704 '],
  ...['aGVsbG8K', 'eyJ', 'eyJ.', 'eyJhbGciOiJIUzI1NiJ9.', '-----BEGIN PRIVATE KEY-----', 'pwd=', 'password:', 'token'],
  ...['http://a:', 'bearer ', '::', 'a:', 'AKIA', 'sk-', 'Q~', ':AA', '123-45-', '"', '\\', '8Q~', 'password=', '\\"'],
  ...[
    '(0)',
    '411 ',
    '5555 5555 5555 4445 ',
    'DE89 ',
    '01 23 45 ',
    '+49 30 ',
    '+1 (',
    '00 49 ',
    '((',
    '1-(212',
    '12345678:AA',
  ],
  ...[
    'joe@example.com',
    'a@b.c.',
    '\u00e9\u00e9\u00e9@',
    'a\u200b@',
    '://a:b',
    'x://a:aaa',
    '-----END ',
    '-----BEGIN ',
  ],
  ...[
    'eyJhbGciOiJIUzI1NiJ9.a.',
    'Bearer aB3dE5fG7hJ9kL1m ',
    'password: aB3dE5fG7',
    'password="',
    'key-',
    'secret        ',
  ],
]

/** Milliseconds of this process, the fewest of several runs: whatever a machine does beside. */
function fewest(run: () => void, runs = 3): number {
  const figures = Array.from({ length: runs }, () => {
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user / 1_000
  })
  return Math.min(...figures)
}

/** Looks at each character once, as the cheapest search would. */
function scan(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index++) sum += text.charCodeAt(index)
  return sum
}

/** So many times what a plain look at the text costs: none takes forty, and one that goes back and forth takes hundreds. */
const MOST = 120
/** Milliseconds: less cannot be measured. */
const LEAST_PLAIN = 0.25

describe('time on hostile texts', () => {
  it.each(Object.keys(DETECTORS) as DetectorName[])(
    '%s: linear, and little for each character',
    (name) => {
      const { find } = DETECTORS[name]
      const slow = HOSTILE.flatMap((piece) => {
        const text = repeated(piece)
        const plain = fewest(() => void scan(text))
        const timesOf = (runs: number): number =>
          fewest(() => find(text, () => undefined), runs) / Math.max(LEAST_PLAIN, plain)
        // Others may have had the core meanwhile: what seems slow is measured longer.
        return timesOf(3) > MOST && timesOf(15) > MOST ? [piece] : []
      })
      expect(slow).toEqual([])
    },
    60_000,
  )
})
