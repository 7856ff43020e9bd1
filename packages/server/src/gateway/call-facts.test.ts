import { compilePolicy, type JsonObject, type Policy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { createCallFacts } from './call-facts.ts'

const CANARY = 'canary-19b7'
const tell = createCallFacts(keyedDigester(Buffer.alloc(32, 7)))

function told(policy: Policy, sent: JsonObject, inputSchema?: JsonObject) {
  const properties = new Set(Object.keys((inputSchema?.['properties'] as JsonObject | undefined) ?? { a: 1, b: 1 }))
  return tell({
    policy: compilePolicy(policy, { id: 'p' }),
    request: {
      subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} },
      tool: { server: 's', name: 't' },
      context: { at: 0, slot: 2 },
      arguments: sent,
      inexact: new Set(),
    },
    sent,
    tool: { properties, inputSchema },
  })
}

const policy: Policy = {
  version: '1',
  default: 'deny',
  tools: {
    t: {
      deny_if: [{ conditions: [{ path: 'args.a', op: 'eq', value: CANARY }] }],
      require: [{ conditions: [{ path: 'args.b', op: 'lt', value: 10 }] }],
    },
  },
}
const open: Policy = { version: '1', default: 'allow' }

describe('the facts of a judged call', () => {
  it('are answers beside digests, and never a value, nor what a policy compares with', () => {
    const found = told(policy, { a: CANARY, b: 3 })
    expect(found.facts?.answers).toMatch(/^[\w-]{10}\+[\w-]{10}\+$/)
    expect(JSON.stringify(found)).not.toContain(CANARY)
    expect(found.facts?.slot).toBe(2)
    const other = told(policy, { a: 'x', b: 'three' }).facts?.answers
    expect(other).toMatch(/^[\w-]{10}-[\w-]{10}!$/)
    expect(other?.slice(0, 10)).toBe(found.facts?.answers.slice(0, 10))
  })

  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['absent ones with a default', { properties: { a: { default: 1 }, b: {} } }, {}, ['a']],
    ['not those that were sent', { properties: { a: { default: 1 } } }, { a: 2 }, []],
    [
      'objects with defaults below',
      { properties: { a: { properties: { x: { default: 1 } } }, b: {} } },
      { a: {}, b: {} },
      ['a'],
    ],
    ['anything, where the schema is put together', { allOf: [{ properties: { z: { default: 1 } } }] }, {}, ['*']],
    ['nothing, where there are no defaults', { properties: { a: { type: 'string' } } }, {}, []],
  ])('name what defaults complete: %s', (_what, schema, sent, names) => {
    expect(told(open, sent, schema).facts?.defaults).toEqual(names)
  })

  it('are names alone where digests are off', () => {
    const off = createCallFacts(undefined)
    const call = { policy: compilePolicy(policy, { id: 'p' }), sent: { a: 1 }, tool: undefined }
    const request = {
      subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} },
      tool: { server: 's', name: 't' },
      context: { at: 0, slot: 0 as const },
      arguments: { a: 1 },
      inexact: new Set<string>(),
    }
    expect(off({ ...call, request })).toEqual({ args: [{ key: '*', digest: undefined, count: 1 }], facts: undefined })
  })
})
