import { describe, expect, it } from 'vitest'
import { callRefusal, errorAnswer, resultAnswer } from './refusal.ts'

const decision = {
  id: 'd-1',
  code: 'limit_exceeded',
  rule: '/tools/t/limits/0',
  document: 'main',
  version: 'v3',
  retryAfter: 12,
}

describe('answers of the gateway’s own', () => {
  it('echo the id as it was written', () => {
    expect(errorAnswer('"\\u0061"', -32600, 'no').toString()).toBe(
      '{"jsonrpc":"2.0","id":"\\u0061","error":{"code":-32600,"message":"no"}}',
    )
    expect(errorAnswer(undefined, -32700, 'no', { a: 1 }).toString()).toBe(
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no","data":{"a":1}}}',
    )
    expect(resultAnswer('1.0', { tools: [] }).toString()).toBe('{"jsonrpc":"2.0","id":1.0,"result":{"tools":[]}}')
  })

  it('say in a tool’s result what was refused, for the model and for programs', () => {
    expect(callRefusal({ idText: '7', era: 'legacy', message: 'Come back in 12 s.', decision }).toString()).toBe(
      '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"[POLICY DENIED] Come back in 12 s."}],' +
        '"isError":true,"_meta":{"portcullis/decision":{"code":"limit_exceeded","rule":"/tools/t/limits/0",' +
        '"document":"main","version":"v3","retryAfter":12,"id":"d-1"}}}}',
    )
  })

  it('are complete results in the modern era', () => {
    const answer = JSON.parse(callRefusal({ idText: '7', era: 'modern', message: 'No.', decision }).toString()) as {
      result: unknown
    }
    expect(answer.result).toMatchObject({ isError: true, resultType: 'complete' })
  })

  it('do not blame the policy for what it did not do', () => {
    for (const code of ['upstream_timeout', 'internal', 'undecided', 'log_unavailable', 'counters_unavailable']) {
      const text = callRefusal({ idText: '7', era: 'legacy', message: 'No.', decision: { id: 'd', code } }).toString()
      expect(text).toContain('[GATEWAY ERROR] No.')
    }
  })
})
