import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { people } from '../approval/test-approvals.contract.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const TEAMS = '/organisations/acme/teams'

let test: TestControl

beforeEach(async () => {
  test = await openTestControl()
  await people(test, [
    ['acc_ana', 'approver'],
    ['acc_ben', 'viewer'],
  ])
})
afterEach(() => test.close())

const policy = (approvers: readonly string[]) =>
  JSON.stringify({
    version: '1',
    default: 'deny',
    tools: {
      pay: {
        approve_if: [{ conditions: [], reason: 'Ask about team:money.', approvers }],
      },
    },
  })

describe('teams', () => {
  it('say which policies in force name them', async () => {
    for (const team of ['money', 'night'])
      await test.call(`PUT ${TEAMS}/${team}`, { body: { accounts: ['acc_ana', 'acc_ben'] } })
    const made = await test.call('POST /organisations/acme/policies', {
      body: { name: 'shop', text: policy(['team:money', 'role:approver']) },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    await test.call('POST /organisations/acme/policies', { body: { name: 'talk', text: policy(['role:approver']) } })
    const list = async () => (await test.call(`GET ${TEAMS}`, { as: test.actor('viewer') })).body.items
    expect(await list()).toEqual([
      { team: 'money', accounts: ['acc_ana', 'acc_ben'], policies: ['shop'] },
      { team: 'night', accounts: ['acc_ana', 'acc_ben'], policies: [] },
    ])
    const headers = { 'if-match': '*' }
    const text = policy(['team:night'])
    await test.call('POST /organisations/acme/policies/shop/versions', { body: { text }, headers })
    expect((await list()).map(({ policies }: { policies: unknown }) => policies)).toEqual([[], ['shop']])
    await test.call('DELETE /organisations/acme/policies/shop', { headers })
    expect((await list()).map(({ policies }: { policies: unknown }) => policies)).toEqual([[], []])
  })
})
