import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { type Parsed, parsePolicy } from './parse.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

const VALID = JSON.stringify({
  version: '1',
  default: 'deny',
  hide: ['admin_*'],
  all_tools: { rate_limit: '100/minute' },
  tools: {
    'get_*': {},
    pay: {
      deny_if: [
        {
          conditions: [
            {
              any: [
                { path: 'args.amount', op: 'gt', value: 500.5 },
                { not: { path: 'args.c', op: 'regex', value: '^[A-Z]{3}$' } },
              ],
            },
          ],
          on_deny: 'No.',
        },
      ],
      limits: [{ counter: 'paid', window: 'day', max: '1000.50', increment_from: 'args.amount' }],
    },
  },
})

function isSound(parsed: Parsed, text: string): void {
  const lines = text.split(/\r\n?|\n/).length
  for (const problem of parsed.ok ? parsed.warnings : parsed.problems) {
    expect(problem.code).not.toBe('internal')
    expect(problem.line).toBeGreaterThanOrEqual(1)
    expect(problem.line).toBeLessThanOrEqual(lines)
    expect(problem.column).toBeGreaterThanOrEqual(1)
    expect(problem.message).not.toBe('')
    expect(problem.remedy).not.toBe('')
  }
  if (!parsed.ok) expect(parsed.problems.some(({ severity }) => severity === 'error')).toBe(true)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('parsing', () => {
  it('is total on any text, and calls "syntax" what JSON.parse refuses, and nothing else', () => {
    const tokens = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '1',
        '-',
        '.5',
        'e3',
        'null',
        'tru',
        ' ',
        '\n',
        '\\',
        '\\u00',
        '/*',
        '*/',
        '//',
        '\ufeff',
        '\u00a0',
        '\u2028',
        '0',
        '01',
        '"\t"',
        '\ud800',
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          tokens.map((list) => list.join('')),
        ),
        (text) => {
          const parsed = parsePolicy(text)
          isSound(parsed, text)
          const syntax = !parsed.ok && parsed.problems.some(({ code }) => code === 'syntax')
          expect(syntax).toBe(!isJson(text))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is total on documents with one part exchanged', () => {
    const parts = [...VALID.matchAll(/"[^"]*"|[\d.]+|[{}[\],:]/g)]
    fc.assert(
      fc.property(
        fc.nat(parts.length - 1),
        fc.oneof(fc.json(), fc.constantFrom('', ',', '}', '"x"', '{}', '[]', '1e99', 'null')),
        (index, replacement) => {
          const part = parts[index]
          const text =
            VALID.slice(0, part?.index) + replacement + VALID.slice((part?.index ?? 0) + (part?.[0].length ?? 0))
          isSound(parsePolicy(text), text)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is total on documents whose members are anything', () => {
    const anything = fc.jsonValue({ maxDepth: 4 })
    const members = fc.dictionary(
      fc.constantFrom('version', 'default', 'hide', 'tools', 'all_tools', 'name', 'x'),
      anything,
    )
    const rule = fc.dictionary(
      fc.constantFrom('action', 'reason', 'require', 'deny_if', 'limits', 'rate_limit', 'x'),
      anything,
    )
    fc.assert(
      fc.property(members, fc.dictionary(fc.string(), rule), (document, tools) => {
        for (const value of [document, { ...document, tools }]) isSound(parsePolicy(JSON.stringify(value)), '')
      }),
    )
  })

  it('gives the document as it was written', () => {
    const parsed = parsePolicy(VALID)
    expect(parsed).toEqual({ ok: true, policy: JSON.parse(VALID), warnings: [] })
  })

  it.each([
    ['arrays', '['.repeat(100_000), 'too_deep'],
    ['objects', '{"a":'.repeat(100_000), 'too_deep'],
    ['closed arrays', '['.repeat(33) + ']'.repeat(33), 'too_deep'],
    ['wrong brackets', '[},'.repeat(100_000), 'too_deep'],
    ['a quote in a comment', `/*"*/${'['.repeat(100_000)}`, 'too_deep'],
    ['a large text', `"${'x'.repeat(1_048_576)}"`, 'too_large'],
  ])('refuses %s without effort', (_, text, code) => {
    expect(parsePolicy(text)).toMatchObject({ ok: false, problems: [{ code, line: 1, column: 1 }] })
  })

  it('reads a large document in time', () => {
    const tools = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`tool_${index}`, { rate_limit: '5/minute' }]),
    )
    const globs = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`prefix_${index}_*`, {}]))
    const spent = stopwatch()
    expect(parsePolicy(JSON.stringify({ version: '1', default: 'deny', tools: { ...tools, ...globs } })).ok).toBe(true)
    expect(spent()).toBeLessThan(2_000)
  })

  it('refuses hostile documents in time', () => {
    const wide = `{"version":"1","default":"deny","tools":{${Array.from({ length: 8_000 }, (_, i) => `"t${i}":{"x":1}`).join(',')}}}`
    const stars = {
      version: '1',
      default: 'deny',
      tools: Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`${'*a'.repeat(100)}${i}`, {}])),
    }
    const spent = stopwatch()
    expect(parsePolicy(wide).ok).toBe(false)
    expect(parsePolicy(JSON.stringify(stars))).toMatchObject({ ok: false, problems: [{ code: 'too_complex' }] })
    expect(spent()).toBeLessThan(4_000)
  })

  it('bounds the number of problems', () => {
    const parsed = parsePolicy(
      JSON.stringify({
        version: '1',
        default: 'deny',
        ...Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x${i}`, 1])),
      }),
    )
    expect(parsed.ok ? 0 : parsed.problems.length).toBe(1_000)
  })
})
