import { type ByKey, readKind } from '@portcullis/engine'
import { expect, it } from 'vitest'
import { knowledgeOf } from './knowledge.ts'
import type { RecordedCall } from './recorded-call.ts'
import { skeletonOf } from './skeleton.ts'

const call: RecordedCall = {
  at: 0,
  id: '1',
  grant: 'g',
  subject: undefined,
  server: 's',
  tool: 'pay',
  label: undefined,
  was: { effect: 'allow', code: undefined, rule: undefined },
  args: new Map([['to', { kind: readKind('s2'), digest: 'd1' }]]),
  otherArgs: 0,
  defaults: new Set(),
  answers: new Map(),
  slot: 0,
  outcome: 'ok',
  count: 1,
}

/** What is known of the value that a counter is told apart by. */
function valuesFor(key: ByKey): readonly (string | undefined)[] {
  const limit = { counter: 'c', window: 'day', max: 2, by: [key] }
  const skeleton = skeletonOf([
    { id: 'p', version: '', policy: { version: '1', default: 'deny', tools: { pay: { limits: [limit] } } } },
  ])
  const knowledge = knowledgeOf(skeleton, { question: (text) => text, digest: () => undefined })
  return [...skeleton.variables.values()].map((variable) => knowledge(variable, call).value)
}

it('a digest tells texts apart, and not those that count as one', () => {
  expect(valuesFor('args.to')).toEqual(['string d1'])
  expect(valuesFor({ path: 'args.to' })).toEqual(['string d1'])
  expect(valuesFor({ path: 'args.to', ignore_case: true })).toEqual([undefined])
  expect(valuesFor({ path: 'args.to', trim: true })).toEqual([undefined])
})
