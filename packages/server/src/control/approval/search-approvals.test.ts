import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../actor.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { ask, askingOf, people } from './test-approvals.contract.ts'

const PATH = '/organisations/acme/approvals'

let test: TestControl
let ana: Actor
let owner: Actor
const ids = new Map<string, string>()

beforeEach(async () => {
  test = await openTestControl()
  const made = await people(test, [
    ['acc_ana', 'approver'],
    ['acc_viewer', 'viewer'],
  ])
  ;[ana, owner] = made as [Actor, Actor]
  for (const [name, more] of Object.entries({
    pay: {},
    refund: { tool: 'refund_50%', grant: { id: 'grt_2', label: 'Night shift', owner: 'olga@elsewhere.example' } },
    files: { tool: 'rm_all', server: { id: 'srv_files', slug: 'files' } },
  }))
    ids.set(name, (await ask(test.control, askingOf(name, more))).id)
  const id = ids.get('pay')!
  const { seen } = (await test.call(`GET ${PATH}/${id}`, { as: ana })).body
  await test.call(`POST ${PATH}/${id}/reject`, { as: ana, body: { seen, reason: 'Too much for a Sunday.' } })
})
afterEach(() => test.close())

async function found(text: string, as: Actor = ana): Promise<readonly string[]> {
  const { body } = await test.call(`GET ${PATH}?text=${encodeURIComponent(text)}`, { as })
  const all = new Set(body.items.map(({ id }: { id: string }) => id))
  return [...ids].filter(([, id]) => all.has(id)).map(([name]) => name)
}

describe('questions', () => {
  it.each([
    ['REFUND', ['refund']],
    ['night', ['refund']],
    ['olga@', ['refund']],
    ['files', ['files']],
    ['sunday', ['pay']],
    // Accounts by their names.
    ['viewer@example', ['pay', 'files']],
    // Nothing of a pattern means anything.
    ['50%', ['refund']],
    ['%', ['refund']],
    ['_', ['pay', 'refund', 'files']],
    ['\\', []],
    ["' or 1=1 --", []],
    ['nothing like it', []],
  ])('[approvals.search] are found by %s', async (text, names) => {
    expect(await found(text)).toEqual(names)
  })

  it('are found among those that may be seen, and arguments by nobody', async () => {
    expect(await found('refund', owner)).toEqual([])
    expect(await found('rent')).toEqual([])
    expect((await test.call(`GET ${PATH}?text=`, { as: ana })).status).toBe(422)
  })
})
