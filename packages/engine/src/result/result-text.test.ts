import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../decide/request.ts'
import { parsePolicy } from '../policy/parse.ts'
import type { Results } from '../policy/results.ts'
import { inspectMessage } from './inspect.ts'
import { answerOf, inspect, planFor, REQUEST, textOf } from './inspect-samples.contract.ts'

const where = (op: string, value: JsonValue, path = 'result.text'): Results => ({
  deny_if: [{ conditions: [{ path, op, value }] }],
})
const secret = planFor(where('contains', 'CONFIDENTIAL'))
const isWithheld = (text: string, plan = secret): boolean => inspect(plan, text).refusal !== undefined
const errorOf = (error: JsonValue): string => JSON.stringify({ jsonrpc: '2.0', id: 1, error })

describe('result.text', () => {
  it.each<[string, string]>([
    ['content', textOf('CONFIDENTIAL')],
    [
      'an embedded resource',
      answerOf({ content: [{ type: 'resource', resource: { uri: 'a:b', text: 'CONFIDENTIAL' } }] }),
    ],
    ['structured content', answerOf({ content: [], structuredContent: { a: [{ b: 'is CONFIDENTIAL' }] } })],
    ['a key of it', answerOf({ content: [], structuredContent: { CONFIDENTIAL: 1 } })],
    ['the message of an error', errorOf({ code: -32_000, message: 'CONFIDENTIAL' })],
    ['its data', errorOf({ code: -32_000, message: 'no', data: { why: ['CONFIDENTIAL'] } })],
    [
      'the result of a task',
      answerOf({ taskId: 't', status: 'completed', result: { content: [{ type: 'text', text: 'CONFIDENTIAL' }] } }),
    ],
    ['a prompt', answerOf({ messages: [{ role: 'user', content: { type: 'text', text: 'CONFIDENTIAL' } }] })],
    ['a resource', answerOf({ contents: [{ uri: 'a:b', text: 'CONFIDENTIAL' }] })],
    ['an escape', textOf('CONFIDENTIAL').replace('CONF', '\\u0043ONF')],
    ['an escape of JSON in a text', textOf(JSON.stringify({ a: 'CONFIDENTIAL' }).replace('CONF', '\\u0043ONF'))],
  ])('sees %s', (_, text) => {
    expect(isWithheld(text)).toBe(true)
    expect(isWithheld(text.replace('ONFIDENTIAL', 'ommon'))).toBe(false)
  })

  it('does not look at what belongs to the protocol, nor into blobs', () => {
    const content = [{ type: 'image', data: 'CONFIDENTIAL', mimeType: 'image/png' }]
    expect(isWithheld(answerOf({ _meta: { a: 'CONFIDENTIAL' }, content }))).toBe(false)
  })

  it('sees messages beside the answer', () => {
    const params = { progressToken: 1, progress: 1, message: 'CONFIDENTIAL' }
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params })
    expect(inspectMessage(secret, { text, size: text.length }, REQUEST).refusal).toBeDefined()
    const open = text.replace('CONFIDENTIAL', 'half')
    expect(inspectMessage(secret, { text: open, size: open.length }, REQUEST).refusal).toBeUndefined()
  })

  it('is read as the elements of an array are: one is enough, and "not" turns that around', () => {
    const two = answerOf({ content: ['a', 'b'].map((text) => ({ type: 'text', text })) })
    expect(isWithheld(two, planFor(where('not_contains', 'a')))).toBe(true)
    const not = planFor({ deny_if: [{ conditions: [{ not: { path: 'result.text', op: 'contains', value: 'a' } }] }] })
    expect(isWithheld(two, not)).toBe(true)
    expect(isWithheld(textOf('a'), not)).toBe(false)
    const every = planFor({
      deny_if: [{ conditions: [{ path: 'result.text', op: 'in', value: ['a', 'b'], match: 'all' }] }],
    })
    expect(isWithheld(two, every)).toBe(true)
    expect(isWithheld(textOf('c'), every)).toBe(false)
  })

  it('of an error judges nothing but texts', () => {
    const plan = planFor({
      deny_if: [{ conditions: [] }, { conditions: [{ path: 'result.text', op: 'eq', value: 'gone' }] }],
    })
    expect(inspect(plan, errorOf({ code: 1, message: 'gone' })).refusal?.rule).toBe('/results/deny_if/1')
    expect(isWithheld(errorOf({ code: 1, message: 'x' }), plan)).toBe(false)
  })

  it('withholds what hides characters behind more escapes than are undone', () => {
    let text = 'CONFIDENTIAL'.replace('C', '\\u0043')
    for (let i = 0; i < 5; i++) text = text.replaceAll('\\', '\\u005c')
    expect(inspect(secret, textOf(text)).refusal?.message).toContain('could not be judged')
  })
})

describe('in a policy', () => {
  const problemsOf = (results: Results): readonly string[] => {
    const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', results }))
    return parsed.ok
      ? parsed.warnings.map(({ code }) => code)
      : parsed.problems.map(({ code, message }) => `${code}: ${message}`)
  }

  it('goes with operators that can be asked of any text', () => {
    for (const op of ['contains', 'regex', 'starts_with', 'eq', 'size_gt']) {
      expect(problemsOf(where(op, op === 'size_gt' ? 3 : 'x'))).toEqual([])
    }
    expect(problemsOf(where('gt', 3))[0]).toContain('"gt" cannot be asked of every text')
    expect(problemsOf(where('in_cidr', ['10.0.0.0/8']))[0]).toContain('cannot be asked')
    expect(problemsOf(where('eq', 'x', 'result.text.a'))[0]).toContain('bad_path')
  })

  it('is proposed where a predicate looks at one kind of content only', () => {
    expect(problemsOf(where('contains', 'x', 'result.content[*].text'))).toEqual(['part_of_texts'])
    const [predicate] = where('contains', 'x', 'result.content[*].text').deny_if ?? []
    const more = { path: 'args.id', op: 'eq', value: 7 }
    expect(problemsOf({ deny_if: [{ conditions: [...(predicate?.conditions ?? []), more] }] })).toEqual([])
  })
})
