import { describe, expect, it } from 'vitest'
import type { CallRequest, JsonObject } from '../decide/request.ts'
import { compilePolicy } from '../plan/compile.ts'
import type { Policy } from '../policy/policy.ts'
import { answerQuestions, comparisonQuestion, describeQuestion, incrementQuestion } from './questions.ts'

const request = (args: JsonObject, name = 't'): CallRequest => ({
  subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} },
  tool: { server: 's', name },
  context: { at: 0, slot: 0 },
  arguments: args,
  inexact: new Set(),
})
const policy = (rule: NonNullable<Policy['tools']>[string]): Policy => ({
  version: '1',
  default: 'deny',
  tools: { t: rule },
})
const comparison = { path: 'args.a', op: 'gt', value: 5 }
const question = comparisonQuestion(comparison, { quantifier: 'any', completed: true })

describe('answers to the questions of rules', () => {
  it('are there for every rule of the tool, whether or not it was reached', () => {
    const later = { path: 'args.b', op: 'eq', value: 'x' }
    const compiled = compilePolicy(policy({ deny_if: [{ conditions: [comparison] }, { conditions: [later] }] }), {
      id: 'p',
    })
    expect(answerQuestions(compiled, request({ a: 9, b: 'x' })).map(({ answer }) => answer)).toEqual(['held', 'held'])
    expect(answerQuestions(compiled, request({ a: 'nine' })).map(({ answer }) => answer)).toEqual(['fault', 'not_held'])
    expect(answerQuestions(compiled, request({ a: 9 }, 'other'))).toEqual([])
  })

  it('are one for the same question, however deep it stands', () => {
    const compiled = compilePolicy(
      policy({
        deny_if: [{ conditions: [comparison, { any: [comparison, { not: comparison }] }] }],
        limits: [{ counter: 'c', window: 'day', max: 9, increment_from: 'args.a' }],
      }),
      { id: 'p' },
    )
    const takes = incrementQuestion({ counter: 'x', window: 'hour', max: 1, increment_from: 'args.a' }, true)
    expect(answerQuestions(compiled, request({ a: 6 }))).toEqual([
      { text: question, answer: 'held' },
      { text: takes, answer: 'held' },
    ])
    expect(answerQuestions(compiled, request({ a: -6 }))).toEqual([
      { text: question, answer: 'not_held' },
      { text: takes, answer: 'fault' },
    ])
  })

  it('are left out where the tool or the instant says them anyway', () => {
    const conditions = [
      { path: 'time.hour', op: 'eq', value: 3 },
      { path: 'tool.name', op: 'eq', value: 't' },
    ]
    expect(answerQuestions(compilePolicy(policy({ deny_if: [{ conditions }] }), { id: 'p' }), request({}))).toEqual([])
  })

  it('can be told in words', () => {
    const many = { path: 'args.items[*].id', op: 'in', value: ['a'], match: 'all' as const, ignore_case: true }
    const counts = { counter: 'x', window: 'hour', max: 1, increment_from: { count: 'args.to' } }
    const texts = [
      question,
      comparisonQuestion(many, { quantifier: 'any', completed: false }),
      incrementQuestion(counts, true) ?? '',
    ]
    expect(texts.map(describeQuestion)).toEqual([
      'argument a gt 5',
      'argument items[*].id in ["a"], every one, whatever the case',
      'the elements of argument to can be counted',
    ])
  })

  it('tell readings of the same words apart', () => {
    const many = { path: 'args.a[*]', op: 'gt', value: 5 }
    const texts = [
      comparisonQuestion(many, { quantifier: 'any', completed: true }),
      comparisonQuestion(many, { quantifier: 'all', completed: true }),
      comparisonQuestion(many, { quantifier: 'all', completed: false }),
      comparisonQuestion({ ...many, ignore_case: true }, { quantifier: 'all', completed: true }),
    ]
    expect(new Set(texts).size).toBe(4)
    expect(comparisonQuestion({ ...many, match: 'all' }, { quantifier: 'any', completed: true })).toBe(texts[1])
    expect(comparisonQuestion({ path: 'args["a"]', op: 'gt', value: 5 }, { quantifier: 'any', completed: true })).toBe(
      question,
    )
  })
})
