/** What must hold for every combination of documents, whatever they say. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type CallRequest,
  compileLayers,
  compilePolicy,
  type Decision,
  decide,
  type Explanation,
  explain,
  type Layer,
  type Policy,
  type Rule,
  type Step,
} from './index.ts'
import { policies, predicates, RUNS, requests, rules } from './samples.contract.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const
const LATER = '2100-01-01T00:00:00Z'

function layers(documents: readonly Policy[]): readonly Layer[] {
  return documents.map((policy, index) => ({ id: `d${index}`, version: '', policy }))
}

function judge(policy: Policy, request: CallRequest): Decision {
  return decide(compilePolicy(policy, { id: 'd0' }), request)
}

function strictest(decisions: readonly Decision[]): number {
  return Math.max(...decisions.map(({ effect }) => STRICTNESS[effect]))
}

describe('for every document and call', () => {
  it('no rule is read from what a request inherits', () => {
    const inherited = Object.create({ a: 1, b: 'x', items: [{ a: 1 }] })
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const bare = judge(policy, { ...request, arguments: {} })
        expect(judge(policy, { ...request, arguments: inherited })).toEqual(bare)
      }),
      { numRuns: RUNS },
    )
  })

  it('removing an entry under "default": "deny" never allows more, where no pattern stands beneath', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const { 'p*': _pattern, ...tools } = policy.tools ?? {}
        const closed: Policy = { ...policy, default: 'deny', tools }
        const { t: _, ...others } = tools
        const after = judge({ ...closed, tools: others }, request)
        expect(STRICTNESS[after.effect]).toBeGreaterThanOrEqual(STRICTNESS[judge(closed, request).effect])
        expect(judge({ ...closed, tools: {} }, request).effect).toBe('deny')
      }),
      { numRuns: RUNS },
    )
  })

  it('what a rule asks, and does not refuse, is never allowed by another that asks', () => {
    fc.assert(
      fc.property(policies, requests, predicates, (policy, request, predicate) => {
        const asking: Policy = {
          ...policy,
          all_tools: { ...policy.all_tools, approve_if: [predicate, ...(policy.all_tools?.approve_if ?? [])] },
        }
        expect(STRICTNESS[judge(asking, request).effect]).toBeGreaterThanOrEqual(
          STRICTNESS[judge(policy, request).effect],
        )
      }),
      { numRuns: RUNS },
    )
  })
})

describe('for every pile of documents and call', () => {
  const piles = fc.array(policies, { minLength: 1, maxLength: 3 })

  it('the most restrictive effect wins, in whatever order they stand', () => {
    fc.assert(
      fc.property(piles, requests, (documents, request) => {
        const alone = layers(documents).map((layer) => decide(compileLayers([layer]), request))
        const together = decide(compileLayers(layers(documents)), request)
        expect(STRICTNESS[together.effect]).toBe(strictest(alone))
        const turned = decide(compileLayers(layers(documents).toReversed()), request)
        expect(turned.effect).toBe(together.effect)
        if (together.effect === 'deny') return
        const claims = alone.flatMap((decision) => (decision.effect === 'deny' ? [] : decision.claims))
        expect(together.claims.map(({ key }) => key)).toEqual(claims.map(({ key }) => key))
      }),
      { numRuns: RUNS },
    )
  })

  it('one document in a pile of its own is decided as without one', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const piled = decide(compileLayers([{ id: 'd0', version: 'v', policy }]), request)
        expect(piled).toEqual(decide(compilePolicy(policy, { id: 'd0', version: 'v' }), request))
      }),
      { numRuns: RUNS },
    )
  })

  it('a rule of its document that refuses is the one that is named', () => {
    fc.assert(
      fc.property(piles, requests, (documents, request) => {
        const together = decide(compileLayers(layers(documents)), request)
        if (together.effect !== 'deny') return
        const own = layers(documents).filter(({ id }) => id === together.document.id)
        expect(decide(compileLayers(own), request)).toMatchObject({ effect: 'deny', rule: together.rule })
      }),
      { numRuns: RUNS },
    )
  })
})

describe('for everything in shadow mode', () => {
  const shadowed = (rule: Rule): Rule => ({ ...rule, mode: 'shadow', until: LATER })

  it('what holds is what would hold without it, and what is told is what would hold with it', () => {
    fc.assert(
      fc.property(policies, rules, requests, (policy, rule, request) => {
        // Shadow mode never shows what a rule hides: such a document is refused.
        fc.pre(rule.action !== 'hide')
        const { t: _, ...tools } = policy.tools ?? {}
        const without = judge({ ...policy, tools }, request)
        const { shadow, ...enforced } = judge({ ...policy, tools: { ...tools, t: shadowed(rule) } }, request)
        expect({ ...enforced, shadow: undefined }).toEqual(without)
        const { effect, rule: named } = judge({ ...policy, tools: { ...tools, t: rule } }, request)
        expect(shadow).toMatchObject({ effect, rule: named })
      }),
      { numRuns: RUNS },
    )
  })

  it('a document in shadow mode changes nothing but what is told', () => {
    fc.assert(
      fc.property(policies, policies, requests, (policy, draft, request) => {
        const pile = layers([policy, { ...draft, mode: 'shadow', until: LATER }])
        const { shadow, ...enforced } = decide(compileLayers(pile), request)
        expect({ ...enforced, shadow: undefined }).toEqual(judge(policy, request))
        const counted = shadow?.claims.map(({ key }) => key) ?? []
        const enforcedKeys = enforced.effect === 'deny' ? [] : enforced.claims.map(({ key }) => key)
        expect(counted.filter((key) => enforcedKeys.includes(key))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})

describe('for every explanation', () => {
  /** The answer, from the steps alone: closed by the first that refuses, what no argument can change before the rest. */
  function effectOf(documents: Explanation['documents']): readonly [Decision['effect'], string | undefined] {
    const steps = documents.flatMap((document) => document.steps)
    const first = (matches: (step: Step) => boolean): Step | undefined => steps.find(matches)
    const hidden = first(({ rule }) => rule === '(hidden)')
    const fixed = hidden ?? first(({ kind }) => kind === 'refusal')
    if (fixed !== undefined) return ['deny', fixed.rule]
    const order: readonly (readonly Step['kind'][])[] = [['deny_if', 'require'], ['approve_if', 'action'], ['limit']]
    for (const kinds of order) {
      const refusing = first(
        ({ kind, outcome }) => kinds.includes(kind) && (outcome === 'refuses' || outcome === 'fails'),
      )
      if (refusing !== undefined) return ['deny', refusing.rule]
    }
    const asking = first(({ outcome }) => outcome === 'asks')
    return asking === undefined ? ['allow', undefined] : ['ask', asking.rule]
  }

  it('its steps come to the answer that is given, and values stay out of it', () => {
    const piles = fc.array(policies, { minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(piles, requests, (documents, request) => {
        const compiled = compileLayers(layers(documents))
        const explained = explain(compiled, request)
        expect(explain(compiled, request, { showValues: true }).decision).toEqual(decide(compiled, request))
        const { effect, rule } = explained.decision
        expect(effectOf(explained.documents)).toEqual([effect, effect === 'allow' ? undefined : rule])
        const conditions = explained.documents.flatMap(({ steps }) => steps.flatMap((step) => step.conditions))
        expect(conditions.every(({ value }) => value === undefined)).toBe(true)
        const claims = explained.documents.flatMap(({ steps }) => steps.flatMap(({ claim }) => claim ?? []))
        const all = 'claims' in explained.decision ? [...claims, ...explained.decision.claims] : claims
        expect(all.every(({ amountful, amount }) => amountful === (amount === undefined))).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })
})
