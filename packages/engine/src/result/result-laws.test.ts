import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../decide/request.ts'
import { DETECTOR_NAMES } from '../policy/results.ts'
import { finds } from './detector.ts'
import { DETECTORS } from './detectors.ts'
import { answerOf, applied, inspect, planFor, redacted, redacting, textOf } from './inspect-samples.contract.ts'
import { labelledSample } from './sample.contract.ts'
import { viewsOf } from './views.ts'

const RUNS = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 150)

describe('laws', () => {
  const values = labelledSample(3, 40).flatMap(({ wanted }) => wanted.map(({ value }) => value))
  const piece = fc.oneof(
    fc.constantFrom(...values),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'https://user:s3cretPw9@host/',
      'PASSWORD=',
      'İ',
      '\\',
      '"',
      '\\n',
      '\\u0040',
      '{',
      '}',
      ':',
      '+',
      '-',
      ' ',
      '@',
      '.',
      '4111',
      'password=',
    ),
  )
  const string = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
  const data: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      string,
      fc.integer(),
      fc.constantFrom<JsonValue>(null, true, 4111111111111111),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(string, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value
  const result = fc.record({
    content: fc.array(
      fc.record({
        type: fc.constant('text'),
        text: fc.oneof(
          string,
          data.map((v) => JSON.stringify(v)),
        ),
      }),
      { maxLength: 3 },
    ),
    structuredContent: data,
  })
  const all = redacting(...DETECTOR_NAMES)

  it('changes nothing outside of what it replaces, and gives valid JSON of the same shape', () => {
    fc.assert(
      fc.property(result, (value) => {
        const text = answerOf(value)
        const found = inspect(all, text)
        let at = 0
        for (const { start, end } of found.edits) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          at = end
        }
        expect(JSON.parse(applied(text, found)).result.content).toHaveLength(value.content.length)
        if (found.edits.length === 0) expect(found.redacted).toEqual([])
      }),
      { numRuns: RUNS },
    )
  }, 600_000)

  it('leaves nothing that a detector finds: a second time nothing is done', () => {
    fc.assert(
      fc.property(result, (value) => {
        const once = redacted(all, answerOf(value))
        expect(inspect(all, once).edits).toEqual([])
        const { content }: { content: readonly { text: string }[] } = JSON.parse(once).result
        for (const { text } of content) {
          for (const view of viewsOf(JSON.stringify(text).slice(1, -1))) {
            for (const { name, find } of Object.values(DETECTORS)) {
              expect({ name, text, found: finds(find, view.text) }).toEqual({ name, text, found: false })
            }
          }
        }
      }),
      { numRuns: RUNS },
    )
  }, 600_000)

  it('takes linear time on answers that are made to take longer', () => {
    const conditions = [{ path: 'result.isError', op: 'eq', value: true }]
    const judging = planFor({ deny_if: [{ conditions }], redact: DETECTOR_NAMES.map((detector) => ({ detector })) })
    const texts = ['\\', '"', '\n', '\\u005c', 'joe@example.com ', 'joe@example.com/', '{"a":', '[1,'].map((piece) =>
      piece.repeat(40_000),
    )
    const bare = `{${'joe@example.com/'.repeat(40_000)}}`
    for (const text of [
      ...[...texts, bare].map(textOf),
      answerOf(texts),
      answerOf({ content: [], structuredContent: texts }),
    ]) {
      const before = process.cpuUsage()
      expect(inspect(judging, text).refusal).toBeUndefined()
      expect({ text: text.slice(0, 80), slow: process.cpuUsage(before).user > 5_000_000 }).toMatchObject({
        slow: false,
      })
    }
  }, 600_000)

  it('is total: any text, any number of escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(inspect(all, textOf(text)).refusal).toBeUndefined()
        JSON.parse(redacted(all, textOf(text)))
      }),
      { numRuns: RUNS },
    )
  }, 600_000)
})
