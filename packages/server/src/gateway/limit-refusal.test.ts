import type { Amount } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { DOCUMENT, RULE, START, units } from '../ports/counter-samples.contract.ts'
import type { Refused } from '../ports/counter-store.ts'
import { limitAsks, limitExceeded } from './limit-refusal.ts'

const refused = (more: Partial<Refused> = {}): Refused => ({
  outcome: 'refused',
  reason: 'used_up',
  counter: 'mails',
  rule: RULE,
  document: DOCUMENT,
  max: units(10),
  used: 9_500_000 as Amount,
  amount: units(1),
  resetsAt: START + 90_500,
  onDeny: undefined,
  ...more,
})
const AGAIN = 'It resets in 91 s, at 2026-01-05T00:01:30.500Z; try again then.'

describe('a limit that refuses', () => {
  it.each([
    [
      'what is used, and when there is room again',
      {},
      `send is limited, and mails is used up for now (9.5 of 10). ${AGAIN}`,
    ],
    ["the author's words, and when there is room again", { onDeny: 'Enough.' }, `Enough. ${AGAIN}`],
    [
      'how many values there are',
      { reason: 'values' },
      `send is limited by value, and mails counts 10000 values already. ${AGAIN}`,
    ],
  ] as const)('says %s', (_what, more, message) => {
    expect(limitExceeded(refused(more), START, 'send')).toEqual({
      code: 'limit_exceeded',
      message,
      rule: RULE,
      document: DOCUMENT,
      counter: 'mails',
      retryAfter: 91,
    })
  })

  it('says that a call which alone is too large will never pass', () => {
    const { message, retryAfter } = limitExceeded(refused({ amount: units(11) }), START, 'send')
    expect(message).toBe(
      'send is limited, and this call alone would take 11 of mails, which allows 10. Repeating it will not help.',
    )
    expect(retryAfter).toBeUndefined()
    expect(limitExceeded(refused({ amount: units(11), onDeny: 'At most 10.' }), START, 'send').message).toBe(
      'At most 10. Repeating it will not help.',
    )
  })

  it('never says to come back at once', () => {
    expect(limitExceeded(refused({ resetsAt: START - 5 }), START, 'send').retryAfter).toBe(1)
  })
})

describe('a limit that asks', () => {
  it('says that nobody can be asked, and when nobody need be', () => {
    expect(limitAsks(refused(), START, 'send')).toMatchObject({
      code: 'approval_unavailable',
      message: `send would take more of mails than may be used without asking (9.5 of 10 used). A person would have to approve this call, and this gateway has nobody to ask, so it was not made. ${AGAIN}`,
      retryAfter: 91,
    })
  })

  it('says nothing of later to a call that alone is too large', () => {
    const { message, retryAfter } = limitAsks(refused({ amount: units(11), onDeny: 'Too much.' }), START, 'send')
    expect(message).toMatch(/^Too much. A person would .* was not made.$/)
    expect(retryAfter).toBeUndefined()
  })
})
