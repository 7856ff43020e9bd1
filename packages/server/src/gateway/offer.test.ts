import { compilePolicy, type Policy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { offered } from './offer.ts'
import type { Turn } from './turn.ts'
import { readMessage } from './wire/read.ts'

const META = 'io.modelcontextprotocol/clientCapabilities'

/** What of a client's capabilities goes on under a policy. */
function sent(policy: Policy | undefined, capabilities: object, era: 'legacy' | 'modern' = 'legacy'): unknown {
  const params =
    era === 'legacy'
      ? { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'c', version: '1' } }
      : { name: 't', _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', [META]: capabilities } }
  const method = era === 'legacy' ? 'initialize' : 'tools/call'
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  const message = readMessage(bytes, undefined)
  if (!('kind' in message) || message.kind !== 'request') throw new Error('no request')
  const compiled = policy && compilePolicy(policy, { id: 'p' })
  const caller = { policy: compiled && { id: 'p', version: '1', compiled } }
  const out = offered({ caller, message, at: 0 } as unknown as Turn, bytes)
  const { params: after } = JSON.parse(out.toString())
  if (JSON.stringify(after) === JSON.stringify(params)) expect(out).toBe(bytes)
  return era === 'legacy' ? after.capabilities : after._meta[META]
}

const deny = (more: Partial<Policy> = {}): Policy => ({ version: '1', default: 'deny', ...more })
const ALL = {
  elicitation: { form: {}, url: {} },
  sampling: { tools: {} },
  roots: { listChanged: true },
  tasks: {},
  extensions: { 'io.modelcontextprotocol/tasks': {}, other: {} },
  experimental: {},
}

describe.each(['legacy', 'modern'] as const)('in the %s era a server hears of', (era) => {
  it('everything where everything is allowed', () => {
    expect(sent({ version: '1', default: 'allow' }, ALL, era)).toEqual(ALL)
  })

  it('nothing that could be asked where nothing is allowed, or no policy is attached', () => {
    const left = { extensions: { other: {} }, experimental: {} }
    expect(sent(deny(), ALL, era)).toEqual(left)
    expect(sent(undefined, ALL, era)).toEqual(left)
  })

  it.each([
    [{ elicitation: 'allow' }, { form: {}, url: {} }, { form: {}, url: {} }],
    [{ elicitation: { form: 'allow' } }, { form: {}, url: {} }, { form: {} }],
    [{ elicitation: { form: 'allow' } }, {}, {}],
    [{ elicitation: { form: 'allow' } }, { url: {} }, undefined],
    [{ elicitation: { url: { hosts: ['a.example'] } } }, { form: {}, url: {} }, { url: {} }],
    [{ elicitation: { url: 'allow' } }, {}, undefined],
    [{ elicitation: 'deny' }, { form: {} }, undefined],
  ] as const)('elicitation under %j, of %j: %j', (rules, declared, expected) => {
    expect(sent(deny(rules), { elicitation: declared }, era)).toEqual(
      expected === undefined ? {} : { elicitation: expected },
    )
  })
})
