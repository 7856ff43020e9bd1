/** Whatever a page hides from a role, the API refuses it too: for every route of the table. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTIONS, type Action, ROLES, type Role, roleMay } from '../permissions.ts'
import { ROUTES } from '../routes/index.ts'
import { openTestControl, type TestControl, type Told } from '../test-control.contract.ts'
import type { Route } from './route.ts'

const isAction = (permission: string): permission is Action => ACTIONS.some((action) => action === permission)

/** Each route of an organisation with each role that may not use it. */
const CLOSED = (ROUTES as readonly Route[]).flatMap((route): (readonly [Route, Role])[] => {
  const { permission } = route
  return isAction(permission) ? ROLES.filter((role) => !roleMay(role, permission)).map((role) => [route, role]) : []
})

/** What a role is told by a route. */
function asked(test: TestControl, { method, path, shapes }: Route, role: Role): Promise<Told> {
  const filled = path.replace('{organisation}', 'acme').replace(/\{\w+\}/g, 'x')
  return test.call(`${method} /${filled.slice(1)}`, {
    as: test.actor(role),
    headers: { 'if-match': '"r1"' },
    ...(shapes.body !== undefined && { body: {} }),
  })
}

describe('a role', () => {
  let test: TestControl
  beforeAll(async () => {
    test = await openTestControl()
  })
  afterAll(() => test.close())

  it('[control.roles] is refused what it may not do, before anything is read or changed', async () => {
    const server = { slug: 'x', from: { url: 'https://mcp.example.com/mcp' }, probe: false }
    expect((await test.call('POST /organisations/acme/servers', { body: server })).status).toBe(201)
    const before = test.told.length
    const wrong: string[] = []
    for (const [route, role] of CLOSED) {
      const { status, body } = await asked(test, route, role)
      // To whoever may not read servers there are none.
      const expected = route.path.includes('{server}') && !roleMay(role, 'server.read') ? 404 : 403
      if (status !== expected || body.code === undefined) wrong.push(`${route.id} as ${role}: ${status}`)
    }
    expect(wrong).toEqual([])
    expect(CLOSED.length).toBeGreaterThan(100)
    expect(test.told.length).toBe(before)
  })
})
