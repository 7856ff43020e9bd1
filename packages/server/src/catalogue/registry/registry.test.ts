import { describe, expect, test } from 'vitest'
import { readFactFolder, shippedFolder } from '../../store/facts/shipped.ts'
import { sampleKnowledge } from '../sample.contract.ts'
import { registryNames, wantedName } from './names.ts'
import { registryRoutes } from './routes.ts'
import { registryEntry, registryList } from './shapes.ts'
import { approvedShelf, indexShelf } from './shelf.ts'

const knowledge = sampleKnowledge()
const pageOf = () => 'http://127.0.0.1:4102/catalogue/x'
const app = registryRoutes(indexShelf(knowledge.facts, knowledge.index, pageOf))
const list = async (query = '') => registryList.parse(await (await app.request(`/v0.1/servers${query}`)).json())

describe('names', () => {
  test.each([
    ['github.com/a_b/c.d#src/x', 'io.github.a-b/c.d.src.x'],
    ['npm:@acme/tool', 'com.npmjs.acme/tool'],
    ['pypi:quiet', 'org.pypi/quiet'],
    ['remote:mcp.mail.example/mcp', 'example.mail.mcp/mcp'],
    ['remote:mcp.mail.example', 'example.mail.mcp/mcp'],
    ['arcade:box', 'arcade/box'],
  ])('%s is %s', (id, name) => {
    expect(wantedName({ id, aliases: [] })).toBe(name)
  })

  test('that the registry gave are kept', () => {
    expect(wantedName({ id: 'github.com/a/b', aliases: ['npm:b', 'registry:io.github.A/b'] })).toBe('io.github.A/b')
  })

  test('of all servers that ship are right, and each stands once', () => {
    const { lines } = readFactFolder(shippedFolder())
    const servers = lines
      .filter((line) => line.startsWith('{"i":'))
      .map((line): { i: string; a?: string[] } => JSON.parse(line))
      .map(({ i, a }) => ({ id: i, aliases: a ?? [] }))
    const names = [...registryNames(servers).values()]
    expect(names.length).toBeGreaterThan(40_000)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    const wrong = names.filter((name) => !/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/.test(name) || name.length > 200)
    expect(wrong).toEqual([])
  })
})

describe('the registry API', () => {
  test('lists servers by name, page by page', async () => {
    const first = await list('?limit=2')
    expect(first.metadata.count).toBe(2)
    const second = await list(`?limit=2&cursor=${first.metadata.nextCursor}`)
    const names = [...first.servers, ...second.servers].map(({ server }) => server.name)
    expect(names).toEqual(['example.mail.mcp/mcp', 'io.github.acme/shop', 'org.pypi/quiet'])
    expect(second.metadata).toEqual({ count: 1 })
  })

  test('says what a server is, and what we say of it', async () => {
    const answer = await app.request('/v0.1/servers/io.github.acme%2Fshop/versions/latest')
    const entry = registryEntry.parse(await answer.json())
    expect(entry.server).toMatchObject({
      title: 'Acme Shop',
      version: '1.2.3',
      description: expect.stringContaining('3 tools'),
      repository: { url: 'https://github.com/acme/shop-mcp', source: 'github' },
      packages: [{ registryType: 'npm', identifier: '@acme/shop-mcp', version: '1.2.3', transport: { type: 'stdio' } }],
    })
    expect(entry._meta['portcullis/catalogue']).toMatchObject({ official: true, tools: 3, risks: { Critical: 2 } })
    const { servers } = await list('?search=MAIL')
    expect(servers[0]?.server.remotes).toEqual([{ type: 'streamable-http', url: 'https://mcp.mail.example/mcp' }])
  })

  test.each([
    ['?search=quiet', 1],
    ['?search=nothing', 0],
    ['?updated_since=2026-11-22T00:00:00Z', 0],
    ['?updated_since=2026-11-21T10:00:00Z', 3],
    ['?version=1.2.3', 1],
    ['?version=latest&include_deleted=true', 3],
    ['?cursor=%00%00', 3],
  ])('%s finds %d', async (query, count) => {
    expect((await list(query)).servers).toHaveLength(count)
  })

  test.each([
    ['GET', '/v0.1/servers?limit=0', 400],
    ['GET', '/v0.1/servers?limit=x', 400],
    ['GET', '/v0.1/servers?updated_since=yesterday', 400],
    ['GET', '/v0.1/servers/no%2Fbody/versions', 404],
    ['GET', '/v0.1/servers/__proto__/versions', 404],
    ['GET', '/v0.1/servers/io.github.acme%2Fshop/versions/9.9.9', 404],
    ['POST', '/v0.1/publish', 501],
  ])('%s %s is %d, with a reason', async (method, path, status) => {
    const answer = await app.request(path, { method })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/./) })
  })

  test('answers for servers of the gateway with the way through it', async () => {
    const entry = knowledge.index.entry('pypi:quiet')
    const own = [{ ...entry!, id: 'here:shop', slug: 'shop' }]
    const approved = registryRoutes(approvedShelf(() => own, 'https://mcp.example.com', pageOf))
    const { servers } = registryList.parse(await (await approved.request('/v0.1/servers')).json())
    expect(servers.map(({ server }) => [server.name, server.remotes?.[0]?.url, server.packages])).toEqual([
      ['com.example.mcp/shop', 'https://mcp.example.com/mcp/shop', undefined],
    ])
  })
})
