/** Laws that hold for every policy: nothing is lost, and what is shown of a tool is what the engine does. */
import { compilePolicy, decide, isObject, type JsonObject, type Policy, visible } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policies, RUNS, rules } from '../../../../engine/src/samples.contract.ts'
import { governingIn } from './governing.ts'
import { layOut } from './lay-out.ts'
import { rebuilt } from './rebuild.contract.ts'
import { inState, RULE_STATES, stateOf } from './rule-state.ts'
import { beginSession, sessionAfter } from './session.ts'
import { clearTools, setToolStates } from './tool-edits.ts'

const hide = fc.subarray(['t', 'q*', 'other', 'a\\*'])
// Limits of a class and of a name contradict each other at random: then no policy can be compiled.
const unlimited = rules.map(({ limits: _, ...rule }) => rule)
const classes = fc.record({ read: unlimited, destructive: unlimited, 'risk:low': unlimited }, { requiredKeys: [] })
const texts = fc
  .tuple(policies, hide, fc.option(classes, { nil: undefined }))
  .map(
    ([policy, hidden, byClass]): JsonObject =>
      JSON.parse(JSON.stringify({ ...policy, ...(hidden.length > 0 && { hide: hidden }), classes: byClass })),
  )
const label = fc.constantFrom(
  undefined,
  { category: 'read', risk: 'low', source: 'derived' } as const,
  { category: 'destructive', risk: 'critical', source: 'reviewed' } as const,
)
const name = fc.constantFrom('t', 'p', 'pq', 'q', 'other', 'a*', 'constructor', '__proto__')
const chosen = fc.constantFrom(...RULE_STATES.filter((state) => state !== 'custom'))

describe('for every policy', () => {
  it('text and forms agree, and the forms can make all of it', () => {
    fc.assert(
      fc.property(texts, (document) => {
        expect(sessionAfter(beginSession(''), { kind: 'document', document, about: '' }).document).toEqual(document)
        expect(JSON.parse(layOut(document))).toEqual(document)
        expect(rebuilt(document)).toEqual(document)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })

  it('a tool that is brought into a state is in it, and others are as they were', () => {
    fc.assert(
      fc.property(texts, name, name, chosen, (document, one, other, state) => {
        const edited = setToolStates(document, [one], state)
        const before = governingIn(document)
        const after = governingIn(edited)
        // A pattern in `hide` beats whatever else is said.
        if (before({ name: one, label: undefined }).by !== 'hide')
          expect(after({ name: one, label: undefined }).state).toBe(state)
        if (one !== other) {
          expect(after({ name: other, label: undefined })).toMatchObject({
            state: before({ name: other, label: undefined }).state,
          })
        }
        expect(governingIn(clearTools(edited, [one]))({ name: one, label: undefined }).by).not.toBe('entry')
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })

  it('the word for a tool is what the engine does', () => {
    fc.assert(
      fc.property(texts, name, label, (document, tool, known) => {
        const { all_tools: _, mode: _mode, until: _until, list: _list, ...bare } = document
        const policy = bare as unknown as Policy
        const compiled = compilePolicy(policy, { id: 'p' })
        const { state } = governingIn(bare)({ name: tool, label: known })
        const hidden = visible(compiled, tool, known) === 'hidden'
        if (state !== 'custom') expect(hidden).toBe(state === 'hide')
        const decision = decide(compiled, {
          subject: { organisation: 'o', grant: 'g', label: 'g', owner: 'w', tags: {} },
          tool: { server: 's', name: tool, label: known },
          context: { at: 0, slot: 0 },
          arguments: {},
          inexact: new Set<string>(),
        })
        if (state === 'deny' || state === 'hide') expect(decision.effect).toBe('deny')
        if (state === 'ask') expect(decision.effect).not.toBe('allow')
        if (state === 'allow') expect(decision.effect).toBe('allow')
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })
})

describe('a rule', () => {
  it('is in a state after it was brought into it', () => {
    for (const state of RULE_STATES) {
      if (state === 'custom') continue
      const rule = { description: 'kept', require: [], limits: [], unheard: 1 }
      const made = inState(rule, state)
      expect(stateOf(made)).toBe(state)
      expect(made['description']).toBe('kept')
      expect(isObject(made)).toBe(true)
    }
  })
})
