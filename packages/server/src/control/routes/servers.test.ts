import { describe, expect, it } from 'vitest'
import { feedServers } from '../server/feed.ts'
import { ACME, openServers, scripted, wish } from '../server/open-servers.contract.ts'

describe('a new server', () => {
  it('is visited, and shown with its tools and their risk', async () => {
    const peer = await scripted('get_file', 'delete_file')
    const test = await openServers({ allowed: [peer.destination] })
    const made = await test.call(`POST ${ACME}`, wish(peer.url))
    expect(made).toMatchObject({
      status: 201,
      body: {
        server: { slug: 'files', label: '127.0.0.1', pinned: false, url: 'http://127.0.0.1:4100/mcp/files' },
        probe: {
          outcome: 'listed',
          transport: 'http',
          era: 'legacy',
          server: { name: 'scripted' },
          tools: [
            { name: 'get_file', category: 'Read' },
            { name: 'delete_file', category: 'Destructive', risk: 'Critical' },
          ],
        },
      },
    })
    expect(test.told.at(-1)).toMatchObject({ action: 'server.create', organisation: 'acme' })
    const read = await test.call(`GET ${ACME}/files`)
    expect(read.body.health).toMatchObject({ problem: null, protocol: '2025-06-18' })
    const [fed] = await feedServers(test.control)
    expect(fed).toMatchObject({ slug: 'files', transport: { kind: 'http', url: peer.url }, pins: undefined })
    expect([...test.published.at(-1)!.servers]).toEqual([fed?.id])
  })

  it('is made though it does not answer, and says so', async () => {
    const test = await openServers({ allowed: ['127.0.0.1:1'] })
    const made = await test.call(`POST ${ACME}`, wish('http://127.0.0.1:1/mcp'))
    expect(made).toMatchObject({ status: 201, body: { probe: { outcome: 'failed', tools: [] } } })
    expect((await test.call(`GET ${ACME}/files`)).body.health).toMatchObject({
      reached: null,
      problem: /Check the address/,
    })
  })

  it('is not made where nothing may be connected to', async () => {
    const peer = await scripted('a')
    const test = await openServers({ allowed: ['other.internal:80'] })
    const { port } = new URL(peer.url)
    for (const url of [
      peer.url,
      `http://localhost:${port}/mcp`,
      `https://localhost:${port}/mcp`,
      `https://[::ffff:7f00:1]:${port}/`,
      'https://169.254.169.254/latest',
      'http://mcp.example.com/mcp',
      'ftp://mcp.example.com/mcp',
      'https://user:pass@mcp.example.com/mcp',
      'https://mcp.example.com/mcp#x',
      'nothing',
    ]) {
      const made = await test.call(`POST ${ACME}`, wish(url))
      expect([url, made.status, made.body.errors?.[0]?.field]).toEqual([
        url,
        422,
        expect.stringMatching(/^\/body\/from/),
      ])
    }
    expect(peer.came).toHaveLength(0)
    expect((await test.call(`GET ${ACME}`)).body.items).toEqual([])
    expect(test.told).toHaveLength(0)
  })

  it('needs a slug of its own', async () => {
    const test = await openServers({ allowed: ['127.0.0.1:1'] })
    const body = { slug: 'files', from: { url: 'https://mcp.example.com/mcp' }, probe: false }
    expect((await test.call(`POST ${ACME}`, { body })).status).toBe(201)
    expect(await test.call(`POST ${ACME}`, { body })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/body/slug' }] },
    })
    for (const slug of ['', 'A', 'a_b', 'x'.repeat(64), '../x', 'ä'])
      expect((await test.call(`POST ${ACME}`, { body: { ...body, slug } })).status).toBe(422)
    const elsewhere = { body, as: test.actor('admin', 'globex') }
    expect((await test.call('POST /organisations/globex/servers', elsewhere)).status).toBe(201)
  })

  it('comes out of a server.json, whose packages are passed over', async () => {
    const test = await openServers()
    const serverJson = {
      name: 'io.example/shop',
      description: 'A shop',
      version: '1.2.0',
      packages: [{ registryType: 'npm', identifier: 'evil' }],
      remotes: [
        { type: 'streamable-http', url: 'https://{host}.example.com/mcp' },
        { type: 'sse', url: 'https://shop.example.com/sse' },
      ],
    }
    const body = { slug: 'shop', from: { serverJson }, probe: false }
    expect((await test.call(`POST ${ACME}`, { body })).body.server).toMatchObject({
      way: { kind: 'sse', url: 'https://shop.example.com/sse' },
      source: { kind: 'registry', name: 'io.example/shop', version: '1.2.0' },
    })
    const bare = { slug: 'other', from: { serverJson: { ...serverJson, remotes: [] } }, probe: false }
    expect(await test.call(`POST ${ACME}`, { body: bare })).toMatchObject({ status: 422 })
  })

  it('is made by admins only, and is nobody else’s', async () => {
    const test = await openServers()
    const body = { slug: 'files', from: { url: 'https://mcp.example.com/mcp' }, probe: false }
    expect((await test.call(`POST ${ACME}`, { body, as: test.actor('viewer') })).status).toBe(403)
    expect((await test.call(`POST ${ACME}`, { body, as: test.actor('admin', 'globex') })).status).toBe(404)
    expect((await test.call(`POST ${ACME}`, { body })).status).toBe(201)
    expect((await test.call(`GET ${ACME}/files`, { as: test.actor('viewer', 'globex') })).status).toBe(404)
    expect(
      (await test.call('GET /organisations/globex/servers/files', { as: test.actor('viewer', 'globex') })).status,
    ).toBe(404)
  })
})

describe('an edited server', () => {
  const headers = { kind: 'headers', headers: { Authorization: 'Bearer s3cr3t' } }
  const body = { slug: 'shop', from: { url: 'https://mcp.example.com/a' }, authentication: headers, probe: false }

  it('[servers.another] keeps its credentials on another path, and loses them on another host', async () => {
    const test = await openServers()
    await test.call(`POST ${ACME}`, { body })
    const sent = async () => (await feedServers(test.control))[0]?.transport
    const edit = (from: object, revision: number) =>
      test.call(`PATCH ${ACME}/shop`, { body: { from }, headers: { 'if-match': `"r${revision}"` } })
    expect(await sent()).toMatchObject({ headers: { Authorization: 'Bearer s3cr3t' } })
    await edit({ url: 'https://mcp.example.com/b' }, 1)
    expect(await sent()).toMatchObject({
      url: 'https://mcp.example.com/b',
      headers: { Authorization: 'Bearer s3cr3t' },
    })
    const moved = await edit({ url: 'https://evil.example.com/b' }, 2)
    expect(moved.body.authentication).toEqual({ kind: 'none' })
    expect(await sent()).toEqual({ kind: 'http', url: 'https://evil.example.com/b', headers: {} })
    expect(await test.control.db.selectFrom('server_secrets').selectAll().execute()).toEqual([])
  })

  it.each(['http://mcp.internal:80/a', 'https://mcp.example.com:444/a'])('is another one at %s', async (url) => {
    const test = await openServers({ allowed: ['mcp.internal:80'] })
    await test.call(`POST ${ACME}`, { body })
    const moved = await test.call(`PATCH ${ACME}/shop`, { body: { from: { url } }, headers: { 'if-match': '*' } })
    expect(moved.body.authentication).toEqual({ kind: 'none' })
  })

  it('has to be the one that was seen', async () => {
    const test = await openServers()
    await test.call(`POST ${ACME}`, { body })
    expect((await test.call(`PATCH ${ACME}/shop`, { body: { label: 'x' } })).status).toBe(428)
    const first = await test.call(`PATCH ${ACME}/shop`, { body: { label: 'Shop' }, headers: { 'if-match': '"r1"' } })
    expect(first).toMatchObject({
      status: 200,
      body: { label: 'Shop', revision: 2, way: { url: 'https://mcp.example.com/a' } },
    })
    const late = await test.call(`PATCH ${ACME}/shop`, { body: { label: 'y' }, headers: { 'if-match': '"r1"' } })
    expect(late.status).toBe(412)
  })

  it('is gone with all that was known of it', async () => {
    const peer = await scripted('a')
    const test = await openServers({ allowed: [peer.destination] })
    await test.call(`POST ${ACME}`, wish(peer.url, { authentication: headers }))
    expect((await test.call(`DELETE ${ACME}/files`)).status).toBe(204)
    expect((await test.call(`GET ${ACME}/files`)).status).toBe(404)
    for (const table of ['servers', 'server_secrets', 'server_health', 'server_tools'] as const)
      expect(await test.control.db.selectFrom(table).selectAll().execute()).toEqual([])
  })
})

describe('headers', () => {
  it('[servers.headers] are sent when the server is visited, and never shown', async () => {
    const peer = await scripted('a')
    peer.wants = { authorization: 'Bearer s3cr3t', challenge: 'Bearer' }
    const test = await openServers({ allowed: [peer.destination] })
    const bare = await test.call(`POST ${ACME}`, wish(peer.url))
    expect(bare.body.probe).toMatchObject({ outcome: 'unauthorized' })
    const authentication = { kind: 'headers', headers: { Authorization: 'Bearer s3cr3t' } }
    const made = await test.call(`POST ${ACME}`, { body: { slug: 'two', from: { url: peer.url }, authentication } })
    expect(made.body).toMatchObject({
      probe: { outcome: 'listed' },
      server: { authentication: { kind: 'headers', names: ['Authorization'] } },
    })
    const rows = await test.control.db.selectFrom('server_secrets').selectAll().execute()
    expect(JSON.stringify([made.body, test.told, rows])).not.toContain('s3cr3t')
  })

  it.each([{ Host: 'x' }, { 'Mcp-Session-Id': 'x' }, { 'a b': 'x' }, { A: 'x\r\ny' }, { a: '1', A: '2' }, {}])(
    'that cannot be sent are refused: %j',
    async (given) => {
      const test = await openServers()
      const authentication = { kind: 'headers', headers: given }
      const from = { url: 'https://mcp.example.com/a' }
      expect(
        (await test.call(`POST ${ACME}`, { body: { slug: 'x', from, authentication, probe: false } })).status,
      ).toBe(422)
    },
  )
})
