import { parsePolicy } from '@portcullis/engine'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { formatPolicy, WIDTH } from './format-policy.ts'

const formatted = (text: string): string => {
  const made = formatPolicy(text)
  if (!made.ok) throw new Error(JSON.stringify(made.problems))
  return made.text
}

describe('a policy in canonical form', () => {
  it('has its keys in the order of the reference, and short parts on one line', () => {
    const text = `{"tools":{"send":{"limits":[{"max":30,"scope":"grant","window":"minute","counter":"sent"}],
      "deny_if":[{"on_deny":"Only to our own people.","conditions":[{"value":"@example.com","op":"ends_with","path":"args.to"}]}]},
      "a":{}},"default":"deny","version":"1","hide":["x","y"]}`
    expect(formatted(text.replace('ends_with', 'regex'))).toBe(`{
  "version": "1",
  "default": "deny",
  "hide": ["x", "y"],
  "tools": {
    "send": {
      "deny_if": [
        {
          "conditions": [{ "path": "args.to", "op": "regex", "value": "@example.com" }],
          "on_deny": "Only to our own people."
        }
      ],
      "limits": [{ "counter": "sent", "window": "minute", "max": 30, "scope": "grant" }]
    },
    "a": {}
  }
}
`)
  })

  it('keeps the digits of numbers, and the order of what the author names', () => {
    const text =
      '{"version":"1","default":"deny","tools":{"b":{"require":[{"conditions":[{"path":"args.x","op":"lt","value":1.50}]}]},"a":{}}}'
    expect(formatted(text)).toContain('"value": 1.50')
    expect(formatted(text)).toMatch(/"b".*"a"/s)
  })

  it('has what replaces behind what is replaced, in both forms of a redaction', () => {
    const text =
      '{"version":"1","default":"deny","results":{"redact":[{"with":"x","regex":"a"},{"with":"y","detector":"iban"}]}}'
    expect(formatted(text)).toContain('"redact": [{ "regex": "a", "with": "x" }, { "detector": "iban", "with": "y" }]')
  })

  it('breaks a line at the first character beyond its width', () => {
    const reason = (length: number): string =>
      formatted(`{"version":"1","default":"deny","tools":{"a":{"action":"deny","reason":"${'x'.repeat(length)}"}}}`)
    const [, line = ''] = /\n( {4}"a": .*)\n/.exec(reason(WIDTH - 43)) ?? []
    expect(line).toHaveLength(WIDTH)
    expect(reason(WIDTH - 42)).toContain('"a": {\n')
  })

  it('shows what cannot be seen', () => {
    expect(formatted('{"version":"1","default":"deny","name":"a\u202eb\\u2028"}')).toContain('"a\\u202eb\\u2028"')
  })

  it('is not made of a document that is refused', () => {
    const made = formatPolicy('{"version":"1","default":"deny","tool":{}}')
    expect(made.ok ? [] : made.problems.map(({ code, line }) => [code, line])).toEqual([['unknown_key', 1]])
  })
})

const condition = fc.record({
  value: fc.oneof(fc.integer(), fc.string()),
  path: fc.constantFrom('args.a', 'args["b c"]', 'tool.name'),
  op: fc.constantFrom('eq', 'neq'),
})
const rule = fc.record(
  {
    reason: fc.string({ minLength: 1, maxLength: 120 }),
    action: fc.constantFrom('allow', 'deny'),
    require: fc.array(fc.record({ conditions: fc.array(condition, { maxLength: 3 }) }), { maxLength: 2 }),
    rate_limit: fc.constantFrom('10/minute', '5/hour'),
  },
  { requiredKeys: [] },
)
const document = fc.record(
  {
    tools: fc.dictionary(fc.constantFrom('a', 'b_c', 'd*', 'constructor', 'x.y'), rule),
    all_tools: rule,
    hide: fc.array(fc.constantFrom('h1', 'h2'), { maxLength: 2 }),
    default: fc.constantFrom('allow', 'deny'),
    version: fc.constant('1'),
    description: fc.string(),
  },
  { requiredKeys: ['version', 'default'] },
)

describe('formatting', () => {
  it('takes time that grows with the document, not with what its nesting could be', () => {
    const deep = (depth: number): unknown =>
      depth === 0 ? { path: 'args.a', op: 'eq', value: 'x'.repeat(90) } : { not: deep(depth - 1) }
    const conditions = Array.from({ length: 100 }, () => deep(20))
    const text = JSON.stringify({ version: '1', default: 'deny', tools: { a: { deny_if: [{ conditions }] } } })
    const times = [parsePolicy, formatPolicy].map((work) => {
      work(text)
      const spent = stopwatch()
      expect(work(text).ok).toBe(true)
      return spent()
    })
    expect(times[1]).toBeLessThan(10 * (times[0] ?? 0))
  })

  it('changes no meaning, and nothing when it is done again', () => {
    let accepted = 0
    void fc.assert(
      fc.property(document, fc.constantFrom(0, 1, 4), (value, space) => {
        const text = JSON.stringify(value, undefined, space)
        const before = parsePolicy(text)
        const made = formatPolicy(text)
        expect(made.ok).toBe(before.ok)
        if (!made.ok || !before.ok) return
        accepted++
        const after = parsePolicy(made.text)
        expect(after.ok && after.policy).toEqual(before.policy)
        expect(formatPolicy(made.text)).toEqual(made)
        expect(Math.max(...made.text.split('\n').map((line) => line.length))).toBeLessThan(1000)
      }),
      { numRuns: 150 },
    )
    expect(accepted).toBeGreaterThan(40)
  })
})
