import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import type { JsonValue } from '../decide/request.ts'
import type { Results } from '../policy/results.ts'
import { inspectMessage } from './inspect.ts'
import {
  answerOf,
  applied,
  document,
  inspect,
  planFor,
  REQUEST,
  redacted,
  redacting,
  textOf,
} from './inspect-samples.contract.ts'
import { compileResults, type ResultPlan } from './result-plan.ts'

const redactedText = (plan: ResultPlan, text: string): string =>
  JSON.parse(redacted(plan, textOf(text))).result.content[0].text

describe('what is redacted', () => {
  it('takes out what is found and leaves everything else', () => {
    const text = 'Mail joe@example.com or ann@example.com, card 4111 1111 1111 1111.'
    const found = inspect(redacting('email', 'credit_card'), textOf(text))
    expect(JSON.parse(applied(textOf(text), found)).result.content[0].text).toBe(
      'Mail [REDACTED:email] or [REDACTED:email], card [REDACTED:credit_card].',
    )
    expect(found.redacted).toEqual([
      { rule: '/results/redact/0', document, detector: 'email', count: 2 },
      { rule: '/results/redact/1', document, detector: 'credit_card', count: 1 },
    ])
  })

  it('sees through escapes, of the answer and of JSON within its texts', () => {
    const plan = redacting('email', 'secret')
    const escaped = textOf('joe@example.com').replace('joe@', '\\u006aoe\\u0040')
    expect(JSON.parse(redacted(plan, escaped)).result.content[0].text).toBe('[REDACTED:email]')
    const inner = JSON.stringify({ a: 'x\nann@example.com' }).replace('@', '\\u0040')
    expect(JSON.parse(redactedText(plan, inner))).toEqual({ a: 'x\n[REDACTED:email]' })
    const twice = JSON.stringify({ text: inner })
    expect(JSON.parse(JSON.parse(redactedText(plan, twice)).text)).toEqual({ a: 'x\n[REDACTED:email]' })
  })

  it('takes out a whole text that hides characters behind more escapes than are undone', () => {
    let text = 'joe@example.com'.replace('@', '\\u0040')
    for (let i = 0; i < 5; i++) text = text.replaceAll('\\', '\\u005c')
    expect(redactedText(redacting('email'), text)).toBe('[REDACTED:email]')
  })

  it('keeps JSON within a text valid', () => {
    const plan = planFor({
      redact: [
        { detector: 'credit_card', with: 'a "card"' },
        { detector: 'email', with: '"x"' },
      ],
    })
    const inner = JSON.stringify({ card: 4111111111111111, mail: 'joe@example.com' })
    expect(JSON.parse(redactedText(plan, inner))).toEqual({ card: 'a "card"', mail: '"x"' })
  })

  it('looks at structured content: texts, long numbers and keys', () => {
    const result = {
      content: [],
      structuredContent: { 'joe@example.com': 1, 'ann@example.com': 2, card: 4111111111111111, password: 'hunter22x' },
    }
    const text = redacted(redacting('email', 'credit_card', 'secret'), answerOf(result))
    expect(JSON.parse(text).result.structuredContent).toEqual({
      '[REDACTED:email]': 1,
      '[REDACTED:email] 2': 2,
      card: '[REDACTED:credit_card]',
      password: '[REDACTED:secret]',
    })
  })

  it('leaves the protocol’s own members, _meta and blobs; and counts the blobs', () => {
    const result = {
      _meta: { a: 'joe@example.com' },
      requestState: 'joe@example.com',
      content: [
        { type: 'image', data: 'joe@example.com', mimeType: 'image/png' },
        { data: 'joe@example.com', type: 'audio', mimeType: 'audio/wav' },
        { type: 'resource', resource: { uri: 'file:///a', blob: 'joe@example.com' } },
        { type: 'resource', resource: { uri: 'file:///a', text: 'joe@example.com' } },
      ],
    }
    const found = inspect(redacting('email'), answerOf(result))
    expect(found).toMatchObject({ blobs: 3, edits: [{ text: '[REDACTED:email]' }] })
  })

  it('reads many items in time that goes with their number', () => {
    const item = { data: 'nothing that is looked for here', type: 'text' }
    const text = answerOf({ content: Array.from({ length: 100_000 }, () => item) })
    const spent = stopwatch()
    expect(inspect(redacting('email'), text).edits).toEqual([])
    // Ten seconds and more, if every item looked through all that follow it.
    expect(spent()).toBeLessThan(3_000)
  })

  it('looks at data that is no image, errors, prompts, resources and progress', () => {
    const plan = redacting('email')
    const mail = 'joe@example.com'
    const texts = [
      answerOf({ content: [{ type: 'text', text: '', data: mail }] }),
      answerOf({ messages: [{ role: 'user', content: { type: 'text', text: mail } }] }),
      answerOf({ contents: [{ uri: 'x:y', text: mail }] }),
      answerOf({ taskId: 't', status: 'completed', result: { content: [{ type: 'text', text: mail }] } }),
      JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: 1, message: mail, data: { why: mail } } }),
    ]
    for (const text of texts) expect(redacted(plan, text)).not.toContain(mail)
    const progress = {
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: mail, message: mail },
    }
    const text = JSON.stringify(progress)
    const passed = JSON.parse(applied(text, inspectMessage(plan, { text, size: text.length }, REQUEST)))
    expect(passed.params).toEqual({ progressToken: mail, message: '[REDACTED:email]' })
  })

  it('leaves alone what it put somewhere itself', () => {
    const plan = planFor({ redact: [{ detector: 'secret', with: '[x]' }] })
    expect(redactedText(plan, 'see https://user:s3cretPw9@host/ for more')).toBe('see https://user:[x]@host/ for more')
  })

  it('replaces what a pattern finds, and makes one of what overlaps', () => {
    const plan = planFor({ redact: [{ regex: 'project-[a-z]+', with: '[project]' }, { detector: 'email' }] })
    expect(redactedText(plan, 'project-alpha@example.com and project-beta, ^project-')).toBe(
      '[REDACTED:email] and [project], ^project-',
    )
  })

  it('refuses what a pattern cannot search within its bounds', () => {
    const plan = planFor({ redact: [{ regex: 'x*y|x' }] })
    expect(inspect(plan, textOf('x'.repeat(200_000)))).toMatchObject({ refusal: { rule: '/results/redact/0' } })
  })

  it('refuses a replacement that is found itself', () => {
    expect(() => planFor({ redact: [{ detector: 'email', with: 'a@example.com' }] })).toThrow('itself')
  })
})

describe('what is withheld', () => {
  const predicate = (path: string, op: string, value: JsonValue, text?: string): Results => ({
    deny_if: [{ conditions: [{ path, op, value }], ...(text !== undefined && { on_deny: text }) }],
  })

  it('is what has more bytes than allowed, an answer or a message beside it', () => {
    const plan = planFor({ max_bytes: 100 })
    const text = textOf('ü'.repeat(40))
    const refusal = { rule: '/results/max_bytes', message: expect.stringContaining('100 bytes') }
    expect(inspect(plan, text)).toMatchObject({ refusal, edits: [] })
    expect(inspectMessage(plan, { text, size: 101 }, REQUEST)).toMatchObject({ refusal })
    expect(inspect(plan, textOf('x')).refusal).toBeUndefined()
  })

  it('is what a condition holds of, before anything is redacted', () => {
    const plan = planFor({
      ...predicate('result.content[*].text', 'contains', 'CONFIDENTIAL', 'Not for agents.'),
      redact: [{ regex: 'CONFIDENTIAL' }],
    })
    const refusal = { rule: '/results/deny_if/0', document, message: 'Not for agents.' }
    expect(inspect(plan, textOf('CONFIDENTIAL'))).toMatchObject({ refusal, edits: [] })
    expect(inspect(plan, textOf('open')).refusal).toBeUndefined()
  })

  it('reads size, errors, structured content and the call', () => {
    const text = answerOf({ content: [], isError: true, structuredContent: { n: 3 } })
    expect(inspect(planFor(predicate('result.isError', 'eq', true)), text).refusal).toBeDefined()
    expect(inspect(planFor(predicate('result.structuredContent.n', 'gt', 2)), text).refusal).toBeDefined()
    expect(inspect(planFor(predicate('result.size', 'gt', text.length)), text).refusal).toBeUndefined()
    expect(inspect(planFor(predicate('args.id', 'eq', 7)), text).refusal).toBeDefined()
  })

  it('is what cannot be judged: wrong types, inexact numbers, keys that stand twice', () => {
    const ofNumber = planFor(predicate('result.structuredContent.n', 'gt', 2))
    const withNumber = (n: string): string =>
      answerOf({ content: [], structuredContent: { n: 0 } }).replace('"n":0', `"n":${n}`)
    expect(inspect(ofNumber, withNumber('"3"')).refusal?.message).toContain('could not be judged')
    expect(inspect(ofNumber, withNumber('12345678901234567890')).refusal?.message).toContain('could not be judged')
    expect(inspect(ofNumber, withNumber('1,"n":1')).refusal?.message).toContain('twice')
    expect(inspect(ofNumber, withNumber('1')).refusal).toBeUndefined()
  })

  it('is the result of a task, in the answer or the notification that tells of it', () => {
    const plan = planFor(predicate('result.content[*].text', 'contains', 'CONFIDENTIAL'))
    const result = { content: [{ type: 'text', text: 'CONFIDENTIAL' }] }
    const told = { taskId: 't', status: 'completed', result }
    expect(inspect(plan, answerOf(told)).refusal).toBeDefined()
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tasks', params: told })
    for (const each of [text, text.replace('"result"', '"\\u0072esult"')]) {
      expect(inspectMessage(plan, { text: each, size: each.length }, REQUEST).refusal).toBeDefined()
    }
    const open = text.replace('CONFIDENTIAL', 'open')
    expect(inspectMessage(plan, { text: open, size: open.length }, REQUEST).refusal).toBeUndefined()
  })

  it('is no error: that has no result', () => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'x' } })
    expect(inspect(planFor({ deny_if: [{ conditions: [] }] }), text).refusal).toBeUndefined()
  })
})

describe('secrets that pass', () => {
  const token = textOf('AKIAIOSFODNN7EXAMPLE')
  it('are noticed where a rule asks for them and nothing takes them out', () => {
    expect(inspect(planFor({}, true), token)).toMatchObject({ secrets: true, edits: [] })
    expect(inspect(planFor({ redact: [{ detector: 'secret' }] }, true), token).secrets).toBe(false)
    expect(inspect(planFor({}, true), textOf('none')).secrets).toBe(false)
    expect(compileResults([], false)).toBeUndefined()
  })
})
