import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArgumentFact, DecisionEvent, OutcomeEvent } from '../../ports/audit-sink.ts'
import { lineWriter } from './line.ts'

const optional = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined })
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\\"',
    '\n',
    '\r\n{"v":1}\n',
    '\u2028',
    '\ud800',
    '\u001b[2J',
    '\u202e',
    '__proto__',
    '*',
    '😀',
    '"},"micros":0',
  ),
)
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 })
const figure = fc.nat({ max: 2 ** 31 - 1 })
const facts: fc.Arbitrary<ArgumentFact[]> = fc
  .tuple(
    fc.uniqueArray(fc.record({ key: hostile.filter((key) => key !== '*'), digest: optional(hostile) }), {
      selector: ({ key }) => key,
      maxLength: 6,
    }),
    fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
  )
  .map(([named, count]) => (count === undefined ? named : [...named, { key: '*', digest: undefined, count }]))

const decisions: fc.Arbitrary<DecisionEvent> = fc.record({
  type: fc.constant('decision'),
  id: hostile,
  at: instant,
  grant: hostile,
  server: hostile,
  era: fc.constantFrom('legacy', 'modern'),
  method: hostile,
  tool: optional(hostile),
  target: optional(hostile),
  label: fc.option(
    fc.record(
      {
        category: fc.constantFrom('read' as const, 'destructive' as const),
        risk: fc.constantFrom('low' as const, 'critical' as const),
        source: fc.constantFrom('derived' as const, 'reviewed' as const),
        flags: fc.constantFrom(['hidden-text' as const], ['hidden-text' as const, 'instructions' as const]),
      },
      { requiredKeys: ['category', 'risk', 'source'] },
    ),
    { nil: undefined },
  ),
  effect: fc.constantFrom('allow', 'deny'),
  code: optional(hostile),
  rule: optional(hostile),
  policy: optional(hostile),
  policyVersion: optional(hostile),
  args: facts,
  facts: fc.option(
    fc.record({
      answers: fc.constantFrom('', 'abcdefghi0+', 'abcdefghi0-ABC_EFG-I0!'),
      defaults: fc.array(hostile, { maxLength: 2 }),
      slot: fc.constantFrom(0, 1, 3),
    }),
    { nil: undefined },
  ),
  trace: optional(fc.constant('4bf92f3577b34da6a3ce929d0e0e4736')),
  micros: figure,
  count: figure,
})

const outcomes: fc.Arbitrary<OutcomeEvent> = fc.record({
  type: fc.constant('outcome'),
  id: hostile,
  at: instant,
  outcome: fc.constantFrom(
    'ok',
    'tool_error',
    'protocol_error',
    'unreachable',
    'timeout',
    'cancelled',
    'withheld',
    'unknown',
  ),
  upstreamMicros: figure,
  ownMicros: figure,
})

/** Nothing of what is empty. */
function told(kept: DecisionEvent['facts']): object {
  const { answers = '', defaults = [], slot = 0 } = kept ?? {}
  return {
    ...(answers === '' ? {} : { answers }),
    ...(defaults.length === 0 ? {} : { defaults }),
    ...(slot === 0 ? {} : { slot }),
  }
}

/** What a reader is promised of a decision, built without the code under test. */
function promised({ type, id, at, args, micros, count, ...rest }: DecisionEvent): string {
  const named = args.filter((fact) => fact.digest !== undefined || fact.key !== '*')
  const others = args.reduce((sum, fact) => (named.includes(fact) ? sum : sum + (fact.count ?? 1)), 0)
  const { grant, server, era, method, tool, target, label, effect, code, rule, policy, policyVersion } = rest
  return JSON.stringify({
    ...{ v: 1, type, at: new Date(at).toISOString(), id, grant, server, era, method, tool, target },
    ...{
      label,
      effect,
      code,
      rule,
      policy,
      policyVersion,
      args: Object.fromEntries(named.map(({ key, digest }) => [key, digest ?? null])),
    },
    ...(others > 0 ? { otherArgs: others } : {}),
    ...told(rest.facts),
    ...{ micros, trace: rest.trace, count },
  })
}

describe('a line of the decision log', () => {
  it('parses back to the very decision, in a fixed order of fields, whatever the texts', () => {
    const writer = lineWriter()
    fc.assert(
      fc.property(decisions, (event) => {
        const line = writer.decision(event, writer.decisionBody(event), event.count)
        expect(line).toMatch(/^[\x20-\x7e]+\n$/)
        expect(JSON.stringify(JSON.parse(line))).toBe(promised(event))
      }),
      { numRuns: 2000 },
    )
  })

  it('does not confuse a decision with an earlier one that shares its grant and tool', () => {
    const few = fc.constantFrom('a', 'b')
    const alike = fc.record({
      ...{
        type: fc.constant('decision' as const),
        id: few,
        at: instant,
        grant: few,
        server: few,
        method: few,
        tool: few,
        target: optional(few),
      },
      ...{
        era: fc.constantFrom('legacy' as const, 'modern' as const),
        effect: fc.constantFrom('allow' as const, 'deny' as const),
      },
      ...{ code: optional(few), rule: optional(few), policy: optional(few), policyVersion: optional(few) },
      ...{ args: fc.constant([]), micros: figure, count: figure },
    })
    const writer = lineWriter()
    fc.assert(
      fc.property(alike, (event) => {
        expect(JSON.stringify(JSON.parse(writer.decision(event, writer.decisionBody(event), event.count)))).toBe(
          promised(event),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('parses back to the very outcome', () => {
    const writer = lineWriter()
    fc.assert(
      fc.property(outcomes, ({ at, ...event }) => {
        const line = writer.outcome({ at, ...event })
        expect(line.endsWith('}\n') && line.indexOf('\n') === line.length - 1).toBe(true)
        expect(JSON.parse(line)).toEqual({ v: 1, ...event, at: new Date(at).toISOString() })
      }),
    )
  })

  it('says counted requests of nobody, and gaps', () => {
    const writer = lineWriter()
    expect(writer.unidentified({ type: 'unidentified', at: 0, reason: 'unknown_token', count: 7 })).toBe(
      '{"v":1,"type":"unidentified","at":"1970-01-01T00:00:00.000Z","reason":"unknown_token","count":7}\n',
    )
    expect(writer.gap({ at: 1500, since: 1001, dropped: 3 })).toBe(
      '{"v":1,"type":"gap","at":"1970-01-01T00:00:01.500Z","since":"1970-01-01T00:00:01.001Z","dropped":3}\n',
    )
  })

  it('stays JSON when a duration is none', () => {
    const writer = lineWriter()
    const line = writer.outcome({
      type: 'outcome',
      id: 'a',
      at: 0,
      outcome: 'ok',
      upstreamMicros: Number.NaN,
      ownMicros: -3.5,
    })
    expect(JSON.parse(line)).toMatchObject({ upstreamMicros: 0, ownMicros: 0 })
  })

  it('goes on when a flood of names has filled its caches', () => {
    const writer = lineWriter()
    for (let i = 0; i < 20_000; i++) {
      const event: DecisionEvent = {
        ...{
          type: 'decision',
          id: 'i',
          at: i,
          grant: 'g',
          server: 's',
          era: 'modern',
          method: 'tools/call',
          tool: `tool-${i}`,
        },
        ...{
          effect: 'deny',
          code: 'tool_unknown',
          rule: undefined,
          policy: undefined,
          policyVersion: undefined,
          args: [],
          micros: 1,
          count: 1,
        },
      }
      const line = writer.decision(event, writer.decisionBody(event), 1)
      if (i % 4999 === 0) expect(JSON.parse(line).tool).toBe(`tool-${i}`)
    }
  })
})
