/** What must hold for every two policies. */
import { type CallRequest, compileLayers, decide, type Layer, type Policy, type Predicate } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { policies, predicates, requests } from '../../../engine/src/samples.contract.ts'
import { diffPolicies } from './diff-policies.ts'
import type { Witness } from './difference.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

const AT = Date.UTC(2026, 10, 21)
const RUNS = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 20)
/** Policies that have little in common take long to be compared. */
const FEWER = Math.ceil(RUNS / 2)

const pile = (policy: Policy): readonly Layer[] => [{ id: 'p', version: '', policy }]
const diff = (before: Policy, after: Policy) => diffPolicies(pile(before), pile(after), { tools: [], at: AT })

function requestOf({ tool, label, arguments: args, inexact }: Witness): CallRequest {
  return {
    subject: { organisation: 'local', grant: 'grant', label: 'grant', owner: 'owner', tags: {} },
    tool: { server: 'server', name: tool, label },
    context: { at: AT, slot: 0, seen: { private: false, untrusted: false, secrets: false }, digest: () => 'd' },
    arguments: args,
    inexact: new Set(inexact),
  }
}

/** An edit: a predicate or two added or removed, so that policies are near one another. */
const edits = fc.tuple(
  policies,
  fc.array(predicates, { maxLength: 2 }),
  fc.constantFrom('deny_if', 'require', 'approve_if'),
  fc.boolean(),
)
const edited = (policy: Policy, added: readonly Predicate[], kind: 'deny_if' | 'require' | 'approve_if'): Policy => {
  const rule = policy.tools?.['t'] ?? {}
  return { ...policy, tools: { ...policy.tools, t: { ...rule, [kind]: [...(rule[kind] ?? []), ...added] } } }
}

describe('for every two policies', () => {
  it('nothing differs between a policy and itself, and that is certain', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(diff(policy, structuredClone(policy))).toEqual({ differences: [], undecided: [], complete: true })
      }),
      { numRuns: RUNS },
    )
  })

  it('every witness is answered as is told', () => {
    fc.assert(
      fc.property(policies, policies, (before, after) => {
        const sides = [compileLayers(pile(before)), compileLayers(pile(after))] as const
        for (const { witness } of diff(before, after).differences) {
          // What a call needs beside arguments is told in words: those are left to the tables.
          if (witness === undefined || Object.keys(witness.circumstances).length > 0) continue
          const request = requestOf(witness)
          expect(sides.map((side) => decide(side, request).effect)).toEqual([
            witness.before.effect,
            witness.after.effect,
          ])
          expect(sides.map((side) => decide(side, request).rule)).toEqual([witness.before.rule, witness.after.rule])
        }
      }),
      { numRuns: FEWER },
    )
  })

  it('another deny_if is never told to loosen anything', () => {
    fc.assert(
      fc.property(policies, fc.array(predicates, { minLength: 1, maxLength: 2 }), (policy, added) => {
        const stricter: Policy = {
          ...policy,
          all_tools: { ...policy.all_tools, deny_if: [...(policy.all_tools?.deny_if ?? []), ...added] },
        }
        const { differences, undecided } = diff(policy, stricter)
        expect(differences.filter(({ direction }) => direction === 'loosened')).toEqual([])
        expect(undecided.filter(({ may }) => may.includes('loosened'))).toEqual([])
      }),
      { numRuns: FEWER },
    )
  })

  it('where nothing is told and nothing is open, no call is answered otherwise; else what is told covers it', () => {
    fc.assert(
      fc.property(
        edits,
        fc.array(requests, { minLength: 5, maxLength: 12 }),
        ([policy, added, kind, turned], calls) => {
          const other = edited(policy, added, kind)
          const [before, after] = turned ? [other, policy] : [policy, other]
          const { differences, undecided } = diff(before, after)
          const told = new Set([
            ...differences.map(({ direction }) => direction),
            ...undecided.flatMap(({ may }) => may),
          ])
          const [first, second] = [compileLayers(pile(before)), compileLayers(pile(after))]
          for (const call of calls.map((each) => ({ ...each, tool: { ...each.tool, name: 't' } }))) {
            const [was, is] = [decide(first, call).effect, decide(second, call).effect]
            if (was === is) continue
            const strictness = { allow: 0, ask: 1, deny: 2 }
            expect([...told]).toContain(strictness[is] < strictness[was] ? 'loosened' : 'tightened')
          }
        },
      ),
      { numRuns: RUNS },
    )
  })
})
