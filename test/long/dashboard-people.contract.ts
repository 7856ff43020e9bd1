/** An organisation with somebody of each role, a shop of whose calls people are asked, and an agent that calls. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { Dashboard, type Shop } from '../browser/dashboard.contract.ts'
import { install } from '../browser/dashboard-setup.ts'
import type { TestClient } from '../clients.ts'
import { enter, good, PASSWORD, type Person } from '../control-process.ts'
import { openSqliteFile } from '../sqlite-file.ts'

/** It, over a product of its own. */
export interface PeopleHouse {
  readonly dashboard: Dashboard
  readonly shop: Shop
  readonly agent: TestClient
  /** Who has that role; undefined: Ada, the admin. */
  person(role?: string): Person
  /** Changes the database as time, or the death of a gateway, would. */
  moved(statement: string): void
  /** Asks about a call, and leaves it; the question's id. */
  ask(tool: string, args: Record<string, unknown>): Promise<string>
  close(): Promise<void>
}

const asked = (reason: string, terms: object = {}) => ({
  action: 'require_approval',
  reason,
  approval: { hold: '1s', ...terms },
})

/** The shop's policy. @param more further tools */
export const policy = (more: object = {}): string =>
  JSON.stringify({
    version: '1',
    default: 'deny',
    tools: {
      get_profiles: {},
      create_list: asked('Lists are made by people.'),
      create_tag: asked('Treasury looks at tags.', { approvers: ['team:treasury'] }),
      ...more,
    },
  })

/** Arguments of a call that people are asked about. */
export const list = (name: string) => ({ name, list_type: 'list' })

/** Opens it. @param organisation its slug */
export async function openPeople(organisation: string): Promise<PeopleHouse> {
  const params = { organisation }
  const installation = await install()
  const dashboard = await Dashboard.over(installation.installed, organisation)
  const { client } = dashboard.ada
  const shop = await dashboard.shop(policy())
  const agent = await dashboard.agent(shop)
  const people = new Map<string, Person>()
  for (const role of ['viewer', 'approver', 'auditor', 'policy_manager'] as const) {
    const email = `${role}@example.com`
    const { link } = await good(client.call('invitations.create', { params, body: { email, role } }))
    const body = { secret: link.split('#')[1] ?? '', email, name: `The ${role}`, password: PASSWORD }
    people.set(role, await enter(dashboard.installed.admin, '/invitations/join', body))
  }
  return {
    dashboard,
    shop,
    agent,
    person: (role) => (role === undefined ? undefined : people.get(role)) ?? dashboard.ada,
    moved(statement) {
      const file = openSqliteFile(join(installation.folder, 'state', 'control.db'))
      try {
        file.rows(`${statement} returning 1`)
      } finally {
        file.close()
      }
    },
    async ask(tool, args) {
      expect((await agent.call(tool, args)).failed).toBe(true)
      const { items } = await good(client.call('approvals.list', { params, query: { state: 'pending' } }))
      return items.find((one) => one.tool === tool)?.id ?? ''
    },
    async close() {
      await agent.close()
      await dashboard.close()
      await installation.end()
    },
  }
}
