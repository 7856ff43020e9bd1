/** All single edits of a policy that its cases ought to notice. */
import type { Policy, Results, Rule, Verb } from '@portcullis/engine'
import { conditionsOf, elements, type Part, predicatesOf, resultsOf, rulesOf } from '../policy-parts.ts'
import { conditionEdits } from './condition-edits.ts'
import type { Edit } from './edit.ts'
import { limitEdits } from './limit-edits.ts'

/** In the order of kinds: what concerns most calls first. */
export function editsOf(policy: Policy): readonly Edit[] {
  const rules = rulesOf(policy)
  return [
    { at: ['default'], to: opposite(policy.default), says: `default: ${opposite(policy.default)}` },
    ...removals(elements(['hide'], policy.hide), (name) => `${name} is not hidden`),
    ...rules.flatMap(ruleEdits),
    ...rules.flatMap(predicatesOf).flatMap(predicateEdits),
    ...conditionsOf(policy).flatMap(conditionEdits),
    ...rules.flatMap(limitEdits),
    ...resultsOf(policy).flatMap(resultEdits),
    ...surfaceEdits(policy),
    ...(policy.list === 'callable' ? [{ at: ['list'], to: undefined, says: 'lists show what would be refused' }] : []),
  ]
}

const opposite = (verb: Verb): Verb => (verb === 'allow' ? 'deny' : 'allow')

function removals<T>(parts: readonly Part<T>[], says: (value: T) => string): readonly Edit[] {
  return parts.map(({ at, value }) => ({ at, to: undefined, says: says(value) }))
}

function ruleEdits({ at, value }: Part<Rule>): readonly Edit[] {
  const name = at.length === 1 ? 'the rule for all tools' : `the rule of ${at.at(-1)}`
  const place = [...at, 'action']
  const isOpen = value.action === undefined || value.action === 'allow'
  return [
    { at, to: undefined, says: `without ${name}` },
    isOpen
      ? { at: place, to: 'deny', says: `${name}: deny` }
      : { at: place, to: undefined, says: `${name}: without "${value.action}"` },
  ]
}

type Predicated = ReturnType<typeof predicatesOf>[number]

function predicateEdits({ at, value }: Predicated): readonly Edit[] {
  const kind = at.at(-2)
  const some = value.conditions.length < 2 ? [] : elements([...at, 'conditions'], value.conditions)
  return [
    { at, to: undefined, says: `without this ${kind}` },
    ...some.map((condition) => ({
      at: condition.at,
      to: undefined,
      says: `this ${kind} without one of its conditions`,
    })),
  ]
}

function resultEdits({ at, value }: Part<Results>): readonly Edit[] {
  return [
    ...(value.max_bytes === undefined
      ? []
      : [{ at: [...at, 'max_bytes'], to: undefined, says: 'results of any size' }]),
    ...removals(elements([...at, 'redact'], value.redact), (each) =>
      'detector' in each ? `${each.detector} is not replaced` : 'the pattern is not replaced',
    ),
    ...removals(elements([...at, 'deny_if'], value.deny_if), () => 'results are not withheld for this'),
  ]
}

function surfaceEdits(policy: Policy): readonly Edit[] {
  const items = (['resources', 'prompts'] as const).flatMap((surface) => {
    const { [surface]: rules } = policy
    if (rules === undefined) return []
    const own = rules.default ?? policy.default
    return [
      ...(['allow', 'deny', 'hide'] as const).flatMap((key) =>
        removals(elements([surface, key], rules[key]), (pattern) => `${surface}: ${key} without ${pattern}`),
      ),
      { at: [surface, 'default'], to: opposite(own), says: `${surface}: ${opposite(own)} by default` },
    ]
  })
  const verbs = (['elicitation', 'sampling', 'roots'] as const).flatMap((key): readonly Edit[] => {
    const { [key]: rule } = policy
    if (rule === undefined) return []
    const to = typeof rule === 'string' ? opposite(rule) : 'deny'
    return [{ at: [key], to, says: `${key}: ${to}` }]
  })
  const methods = Object.entries(policy.methods ?? {}).map(([name, verb]) => {
    const to = opposite(verb)
    return { at: ['methods', name], to, says: `${name}: ${to}` }
  })
  return [...items, ...verbs, ...methods]
}
