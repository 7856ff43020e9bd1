import { compilePolicy, parsePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import type { Caller, PolicyInForce } from '../../ports/directory.ts'
import { changedLists, listChanged } from './list-changes.ts'

function policy(document: object): PolicyInForce {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', ...document }))
  if (!parsed.ok) throw new Error('unexpected')
  return { id: 'p', version: '1', compiled: compilePolicy(parsed.policy, { id: 'p' }) }
}

const SHUT = policy({})
const caller = (more: Partial<Caller> = {}): Caller => ({
  grant: {
    subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'me', tags: {} },
    tokenDigest: 'd',
    expires: undefined,
  },
  server: {
    id: 's',
    slug: 's',
    transport: { kind: 'http', url: new URL('https://s.test/mcp'), headers: {} },
    limits: { headersTimeout: 1, bodyTimeout: 1, connectTimeout: 1, maxConnections: 1, maxMessageBytes: 1 },
  },
  policy: SHUT,
  generation: 1,
  ...more,
})

const pins = (accepted: Readonly<Record<string, string>>, newTools: 'refuse' | 'follow' = 'refuse') => ({
  accepted: new Map(Object.entries(accepted)),
  newTools,
})

describe('lists that changed', () => {
  it('are none where only the generation is another one', () => {
    const before = caller({ pins: pins({ pay: '1' }), stoppedTools: new Map([['pay', { id: 'k', reason: '' }]]) })
    const now = caller({
      pins: pins({ pay: '1' }),
      stoppedTools: new Map([['pay', { id: 'l', reason: 'x' }]]),
      generation: 2,
    })
    expect(changedLists(before, now, 0)).toEqual([])
  })

  it.each([
    [caller({ pins: pins({ pay: '2' }) })],
    [caller({ pins: pins({ pay: '1' }, 'follow') })],
    [caller({ pins: pins({ pay: '1', list: '1' }) })],
    [caller()],
    [caller({ pins: pins({ pay: '1' }), stoppedTools: new Map([['pay', { id: 'k', reason: '' }]]) })],
  ])('are the tools where they are accepted or stopped otherwise', (now) => {
    expect(changedLists(caller({ pins: pins({ pay: '1' }) }), now, 0)).toEqual(['tools'])
  })

  it('are those that the policies show', () => {
    expect(changedLists(caller(), caller({ policy: policy({}) }), 0)).toEqual(['tools'])
    const open = policy({ prompts: { default: 'allow' }, resources: { default: 'allow' } })
    expect(changedLists(caller(), caller({ policy: open }), 0)).toEqual(['tools', 'prompts', 'resources'])
    expect(changedLists(caller({ policy: open }), caller({ policy: undefined }), 0)).toHaveLength(3)
  })

  it('are told in the client’s era', () => {
    expect(JSON.parse(listChanged('tools', undefined).toString())).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/tools/list_changed',
    })
    expect(JSON.parse(listChanged('prompts', 'sub-1').toString()).params).toEqual({
      _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub-1' },
    })
  })
})
