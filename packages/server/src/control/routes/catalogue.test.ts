import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { composeServers } from '../../compose/control-servers.ts'
import type { ControlStart } from '../messages.ts'
import { openTestControl } from '../test-control.contract.ts'

it('finds servers of the catalogue by their tools too, and shows one with all of them', async () => {
  const file = { templates: [], allowDestinations: [], ownListeners: [], guarded: [], servers: [] }
  const start = { dataFolder: tmpdir(), file: { ...file, catalogue: 'http://127.0.0.1:4102' } }
  // Nothing else of it is looked at.
  const { parts } = composeServers(start as unknown as ControlStart, () => undefined)
  const test = await openTestControl(parts)
  const found = await test.call('GET /catalogue/servers?q=github&limit=5')
  expect(found.body.items).toHaveLength(5)
  expect(found.body.items[0].name.toLowerCase()).toContain('github')
  const best = await test.call('GET /catalogue/servers?limit=50&transport=http')
  expect(best.body.items).toHaveLength(50)
  const [{ slug, tools, risks }] = found.body.items
  const one = await test.call(`GET /catalogue/servers/${slug}`)
  expect(one.body.items).toHaveLength(tools)
  expect(Object.values<number>(risks).reduce((sum, count) => sum + count, 0)).toBe(tools)
  expect(one.body.page).toBe(`http://127.0.0.1:4102/catalogue/${slug}`)
  expect((await test.call('GET /catalogue/servers/no-such-server-here')).status).toBe(404)
  expect((await test.call('GET /catalogue/servers', { as: 'nobody' })).status).toBe(401)
  await test.close()
})
