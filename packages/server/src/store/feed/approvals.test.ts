import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ApprovalAnswer, ApprovalWish } from '../../ports/approval-line.ts'
import { asking } from '../../ports/approval-samples.contract.ts'
import type { Approval } from '../../ports/approval-store.ts'
import { createFedApprovals, type FedApprovals } from './approvals.ts'

const BY = { binding: 'b', alike: undefined, call: 'c1' }
const approval = (state: Approval['state']): Approval => ({
  ...{ id: 'apr_1', state, expires: 1, approved: 0, quorum: 1, reason: undefined, narrowed: undefined },
  ...{ outcome: undefined, undelivered: false, page: '' },
})

let sent: { readonly ask: number; readonly wish: ApprovalWish }[]
let isThere: boolean
let answers: (wish: ApprovalWish) => ApprovalAnswer | undefined
let store: FedApprovals
beforeEach(() => {
  sent = []
  isThere = true
  answers = () => undefined
  store = createFedApprovals({
    send(ask, wish) {
      sent.push({ ask, wish })
      const answer = answers(wish)
      if (answer !== undefined) setImmediate(() => store.answered(ask, answer))
      return isThere
    },
    patience: 20,
    looking: 5,
  })
})
afterEach(() => store.close())

const kinds = () => sent.map(({ wish }) => wish.kind)
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}

it('is unavailable where nobody answers, or nobody is there, or it failed', async () => {
  expect(await store.open(asking(0))).toEqual({ outcome: 'unavailable' })
  isThere = false
  expect(await store.open(asking(0))).toEqual({ outcome: 'unavailable' })
  expect(await store.read('apr_1')).toBeUndefined()
  isThere = true
  answers = () => ({ kind: 'failed' })
  expect(await store.open(asking(0))).toEqual({ outcome: 'unavailable' })
})

it('gives back what it does not know to have taken, again and again', async () => {
  expect(await store.consume('apr_1', BY)).toEqual({ outcome: 'unavailable' })
  const backs = () => sent.filter(({ wish }) => wish.kind === 'settle' && wish.how.how === 'not_sent').length
  await until(() => backs() >= 2)
  answers = ({ kind }) => (kind === 'settle' ? { kind } : undefined)
  const before = backs()
  await until(() => backs() > before)
  const after = backs()
  await store.read('apr_1')
  await store.read('apr_1')
  expect(backs()).toBe(after)
})

it('tells a new control plane at once what the one before did not acknowledge', async () => {
  isThere = false
  await store.settle('apr_1', 'c1', { how: 'executed', undelivered: undefined })
  await store.supersede({ organisation: 'local' }, 'Stopped.')
  isThere = true
  answers = ({ kind }) => (kind === 'settle' || kind === 'supersede' ? { kind } : undefined)
  sent.length = 0
  store.attached()
  await until(() => kinds().includes('settle') && kinds().includes('supersede'))
})

it('waits until it hears of an answer, by itself or because it was told to look', async () => {
  let state: Approval['state'] = 'pending'
  answers = ({ kind }) => (kind === 'read' ? { kind, approvals: [approval(state)] } : undefined)
  const never = new AbortController().signal
  const first = store.settled('apr_1', never)
  const second = store.settled('apr_1', never)
  await until(() => sent.length > 3)
  state = 'approved'
  expect([await first, await second].map((one) => one?.state)).toEqual(['approved', 'approved'])
  state = 'pending'
  const third = store.settled('apr_1', never)
  state = 'rejected'
  store.moved(['apr_1', 'apr_2'])
  expect((await third)?.state).toBe('rejected')
  answers = ({ kind }) => (kind === 'read' ? { kind, approvals: [] } : undefined)
  expect(await store.settled('apr_1', never)).toBeUndefined()
  expect(await store.settled('apr_1', AbortSignal.abort())).toBeUndefined()
})

it('asks about nothing while it gives something back: it would be found taken', async () => {
  const given = store.settle('apr_1', 'c1', { how: 'not_sent' })
  const opened = store.open(asking(0))
  await new Promise((resolve) => setImmediate(resolve))
  expect(kinds()).toEqual(['settle'])
  store.answered(sent[0]?.ask ?? 0, { kind: 'settle' })
  await given
  await until(() => kinds().includes('open'))
  expect(await opened).toEqual({ outcome: 'unavailable' })
})
