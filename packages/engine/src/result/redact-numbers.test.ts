import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../decide/request.ts'
import { answerOf, inspect, planFor, redacted, redacting, textOf } from './inspect-samples.contract.ts'

const structured = (text: string): JsonValue => JSON.parse(text).result.structuredContent
const ofData = (value: JsonValue): string => answerOf({ content: [], structuredContent: value })

describe('numbers', () => {
  it('are searched by patterns, whatever their length, and become texts', () => {
    const plan = planFor({ redact: [{ regex: '4\\d{15}', with: '[card]' }, { regex: '^7$' }] })
    const text = redacted(
      plan,
      ofData({ card: 4111111111111111, list: [7, 70, -7, true, null], nested: { n: 4111.5 } }),
    )
    expect(structured(text)).toEqual({
      card: '[card]',
      list: ['[REDACTED]', 70, -7, true, null],
      nested: { n: 4111.5 },
    })
  })

  it('are searched as they are printed as well as written', () => {
    const plan = planFor({ redact: [{ regex: '4\\d{15}' }] })
    for (const written of ['4.111111111111111e15', '4111111111111111.0', '41111111111111.11E2']) {
      expect(structured(redacted(plan, ofData({ card: 0 }).replace('0}', `${written}}`)))).toEqual({
        card: '[REDACTED]',
      })
    }
    const cards = redacting('credit_card')
    expect(structured(redacted(cards, ofData({ card: 0 }).replace('0}', '4.111111111111111e15}')))).toEqual({
      card: '[REDACTED:credit_card]',
    })
  })

  it('are named by the first redaction that finds something, and counted', () => {
    const plan = planFor({ redact: [{ detector: 'credit_card' }, { regex: '4\\d{15}' }] })
    expect(inspect(plan, ofData([4111111111111111])).redacted).toMatchObject([{ detector: 'credit_card', count: 1 }])
  })

  it('of the protocol stay numbers', () => {
    const plan = planFor({ redact: [{ regex: '\\d' }] })
    const error = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_000, message: 'no 5', data: 5 } })
    expect(JSON.parse(redacted(plan, error)).error).toEqual({
      code: -32_000,
      message: 'no [REDACTED]',
      data: '[REDACTED]',
    })
    const progress = JSON.stringify({
      jsonrpc: '2.0',
      method: 'm',
      params: { progress: 1, total: 2, message: '1 of 2' },
    })
    expect(JSON.parse(redacted(plan, progress)).params).toMatchObject({ progress: 1, total: 2 })
    const link = { type: 'resource_link', uri: 'a:b', name: 'x', size: 12 }
    expect(JSON.parse(redacted(plan, answerOf({ content: [link] }))).result.content[0].size).toBe(12)
    const odd = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: 'a 1', message: '' } })
    expect(JSON.parse(redacted(plan, odd)).error.code).toBe('a [REDACTED]')
    const completion = { values: ['a'], total: 3, hasMore: false }
    expect(JSON.parse(redacted(plan, answerOf({ completion }))).result.completion).toEqual(completion)
  })

  it('in JSON that a text carries leave it JSON', () => {
    const plan = planFor({ redact: [{ regex: '4\\d{15}', with: '"x"' }] })
    const inner: string = JSON.parse(redacted(plan, textOf('{"card": 4111111111111111, "ok": [1, 2]}'))).result
      .content[0].text
    expect(JSON.parse(inner)).toEqual({ card: '"x"', ok: [1, 2] })
  })

  it('leave valid JSON of the same shape, whatever a pattern finds', () => {
    const shape = (value: JsonValue): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : value !== null && typeof value === 'object'
          ? Object.values(value).map(shape)
          : 0
    const pattern = fc.constantFrom('\\d', '1', '\\.', '-', 'e', '^\\d+$', '[0-9e+.-]+', 'true', '0')
    fc.assert(
      fc.property(fc.json(), pattern, (json, regex) => {
        const plan = planFor({ redact: [{ regex, with: '«»' }] })
        const text = ofData(JSON.parse(json))
        expect(shape(structured(redacted(plan, text)))).toEqual(shape(JSON.parse(text).result.structuredContent))
      }),
    )
  })
})
