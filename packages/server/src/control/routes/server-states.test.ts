import { describe, expect, it } from 'vitest'
import { hearReached } from '../server/health.ts'
import { replaceTools } from '../server/heard-tools.ts'
import { ACME, openServers, scripted, wish } from '../server/open-servers.contract.ts'

const STATES = 'GET /organisations/acme/server-states'

describe('servers at a glance', () => {
  it('are counted by risk, with what waits for a decision', async () => {
    const peer = await scripted('get_file', 'delete_file')
    const test = await openServers({ allowed: [peer.destination] })
    await test.call(`POST ${ACME}`, wish(peer.url))
    expect((await test.call(STATES)).body.items).toEqual([
      { slug: 'files', tools: { low: 1, medium: 0, high: 0, critical: 1 }, undecided: 0, flagged: 0, called: null },
    ])
    const { items } = (await test.call(`GET ${ACME}/files/tools`)).body
    const [{ name, fingerprint }] = items
    await test.call(`POST ${ACME}/files/tools/accept`, { body: { tools: [{ name, fingerprint }] } })
    expect((await test.call(STATES)).body.items[0].undecided).toBe(1)
    const { id } = await test.control.db.selectFrom('servers').select('id').executeTakeFirstOrThrow()
    await test.control.db.transaction().execute((tx) => replaceTools(tx, id, [], 0))
    expect((await test.call(STATES)).body.items[0]).toMatchObject({ tools: { low: 0, critical: 0 }, undecided: 1 })
  })

  it('are of one’s own organisation, and of the servers that one’s role is for', async () => {
    const test = await openServers()
    for (const slug of ['a', 'b'])
      await test.call(`POST ${ACME}`, { body: { slug, from: { url: 'https://mcp.example.com/a' }, probe: false } })
    const one = await test.control.db.selectFrom('servers').select('id').where('slug', '=', 'b').executeTakeFirst()
    const seen = await test.call(STATES, { as: test.actor('viewer', 'acme', one?.id) })
    expect(seen.body.items.map(({ slug }: { slug: string }) => slug)).toEqual(['b'])
    expect((await test.call(STATES, { as: test.actor('admin', 'globex') })).status).toBe(404)
  })
})

describe('the health of a server', () => {
  it('is kept as it turns: what stays is told once, and it goes with the server', async () => {
    const test = await openServers()
    await test.call(`POST ${ACME}`, { body: { slug: 'a', from: { url: 'https://mcp.example.com/a' }, probe: false } })
    const { id: server } = await test.control.db.selectFrom('servers').select('id').executeTakeFirstOrThrow()
    const heard = [undefined, 'gone', 'gone', 'gone', undefined, 'late']
    for (const [at, problem] of heard.entries()) await hearReached(test.control, { server, at, problem })
    expect((await test.call(`GET ${ACME}/a/health`)).body.items).toEqual([
      { at: 5, problem: 'late' },
      { at: 4, problem: null },
      { at: 1, problem: 'gone' },
      { at: 0, problem: null },
    ])
    for (let at = 10; at < 230; at++) await hearReached(test.control, { server, at, problem: at % 2 ? 'x' : undefined })
    const kept = await test.control.db.selectFrom('server_health_log').select('at').execute()
    expect(kept.length).toBeLessThanOrEqual(101)
    await test.call(`DELETE ${ACME}/a`)
    expect(await test.control.db.selectFrom('server_health_log').selectAll().execute()).toEqual([])
  })
})

describe('what the installation offers', () => {
  it('is the sample, and in `local` the servers of the file', async () => {
    const test = await openServers()
    const { installation } = test.control
    Object.assign(installation, { sample: () => 'http://127.0.0.1:4104/mcp', fileServers: () => new Set(['own']) })
    const offered = await test.call('GET /organisations/acme/server-offers')
    expect(offered.body).toEqual({ file: [], sample: 'http://127.0.0.1:4104/mcp', catalogue: null })
    const local = { as: test.actor('viewer', 'local') }
    expect((await test.call('GET /organisations/local/server-offers', local)).body.file).toEqual([
      { slug: 'own', url: 'http://127.0.0.1:4100/mcp/own' },
    ])
  })
})
