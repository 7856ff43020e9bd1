/** A world for tests of grants: `acme` with two servers, three policies and people. */

import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'
import { heardTool, replaceTools } from '../server/heard-tools.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'

/** Grants of the organisation of tests. */
export const GRANTS = '/organisations/acme/grants'

const TOOLS = [
  { name: 'get_orders', description: 'Lists orders.', annotations: { readOnlyHint: true }, inputSchema: {} },
  { name: 'create_coupon', description: 'Creates a coupon.', inputSchema: {} },
  { name: 'delete_profile', description: 'Deletes a profile for good.', inputSchema: {} },
  { name: 'send_money', description: 'Makes a payment.', inputSchema: {} },
]

const POLICIES = {
  open: { version: '1', default: 'allow' },
  shut: { version: '1', default: 'deny' },
  shop: {
    version: '1',
    default: 'deny',
    hide: ['delete_*'],
    tools: {
      'get_*': {},
      create_coupon: {
        rate_limit: '30/minute',
        require: [{ conditions: [{ path: 'args.value', op: 'lte', value: 20 }] }],
      },
      send_money: { action: 'require_approval' },
    },
  },
}

/** Opens it; `more` replaces parts. */
export async function openGrantWorld(more: Partial<Control> = {}): Promise<TestControl> {
  const test = await openTestControl(more)
  await furnish(test)
  return test
}

/** Adds servers, tools, policies and people to `acme`. */
export async function furnish(test: TestControl): Promise<void> {
  for (const [name, document] of Object.entries(POLICIES)) {
    const body = { name, text: JSON.stringify(document), reason: 'first' }
    const made = await test.call('POST /organisations/acme/policies', { body })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  }
  for (const slug of ['shop', 'mail']) {
    const from = { url: `https://${slug}.example.com/mcp` }
    const body = { slug, from, probe: false }
    const made = await test.call('POST /organisations/acme/servers', { body })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    await transact(test.control.db, (tx) => replaceTools(tx, made.body.server.id, TOOLS.map(heardTool), START))
  }
  await addAccount(test, 'acc_ann', 'ann@acme.example', 'acme')
  await addAccount(test, 'acc_ben', 'ben@acme.example', 'acme')
  await addAccount(test, 'acc_gil', 'gil@globex.example', 'globex')
}

/** Somebody who belongs to an organisation as a viewer. */
export async function addAccount(test: TestControl, id: string, email: string, organisation: string): Promise<void> {
  const { db } = test.control
  const code = { code_secret: null, code_confirmed: 0, code_step: 0 }
  const flags = { operator: 0, disabled: 0, created: START, revision: 1 }
  await db
    .insertInto('accounts')
    .values({ id, email, name: id, password: null, ...code, ...flags })
    .execute()
  await db
    .insertInto('memberships')
    .values({ id: `mem_${id}`, organisation, account: id, role: 'viewer', server: '', origin: 'given', created: START })
    .execute()
}
