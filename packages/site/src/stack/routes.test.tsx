import { gather, openIndex, readLine, writeShards } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { loadReader } from './reader.ts'
import { stackRoutes } from './routes.tsx'

const rows = [
  { id: 'github.com/acme/mail', name: 'Mail', package: { registry: 'npm', name: 'acme-mail-mcp' } },
  { id: 'github.com/acme/web', name: 'Web', package: { registry: 'pypi', name: 'acme-web-mcp' } },
  { id: 'github.com/acme/quiet', name: 'Quiet' },
  ...['list_emails', 'send_email', 'delete_email'].map((name) => ({ server: 'github.com/acme/mail', name })),
  { server: 'github.com/acme/web', name: 'fetch_webpage', inputSchema: { properties: { url: { type: 'string' } } } },
]
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify({ ...row, from: 'list', source: 'list' })) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const index = openIndex(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)
const site = stackRoutes({ index, here: () => [], origin: 'https://c.example', gateway: 'http://127.0.0.1:4100' })
const get = async (path: string) => (await site.request(path)).text()
const post = (config: string) => site.request('/stack', { method: 'POST', body: new URLSearchParams({ config }) })

describe('/stack', () => {
  it('asks what to judge', async () => {
    const page = await get('/stack')
    expect(page).toContain('Pick servers')
    expect(page).toContain('<link rel="canonical" href="https://c.example/stack"')
    expect(page).not.toMatch(/<textarea[^>]* name=/)
  })

  it('finds servers to add and keeps those that are chosen', async () => {
    const page = await get('/stack?q=web&s=acme-mail')
    expect(page).toMatch(/value="acme-web"(?! checked)/)
    expect(page).toMatch(/value="acme-mail" checked/)
  })

  it.each(['/stack?s=acme-mail&s=acme-web', '/stack?s=acme-mail,acme-web'])('judges %s', async (path) => {
    const page = await get(path)
    expect(page).toContain('id="toxic-lethal-trifecta"')
    expect(page).toContain('send_email')
    expect(page).toContain('https://c.example/stack?s=acme-mail,acme-web')
    expect(page).toMatch(/<pre[^>]*>.*require_approval/s)
  })

  it('says which slugs lead nowhere, and shows none that is no slug', async () => {
    const page = await get('/stack?s=acme-nothing&s=%3Cscript%3E&s=acme-quiet')
    expect(page).toContain('<code>acme-nothing</code>')
    expect(page).not.toContain('<script>')
  })

  it('judges a configuration, and gives back nothing of its secrets', async () => {
    const config = {
      mcpServers: {
        '<b>mail': { command: 'npx', args: ['acme-mail-mcp', '--token', 'hunter2-x'], env: { KEY: 'hunter3-x' } },
        mine: { command: '/opt/mine' },
      },
    }
    const answer = await post(JSON.stringify(config))
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(page).toContain('&lt;b&gt;mail')
    expect(page).toContain('delete_email')
    expect(page).toContain('not in the catalogue')
    expect(page).not.toMatch(/hunter\d/)
  })

  it.each(['', '{', '[]', '{"mcpServers":{}}', `{"a":"${'x'.repeat(70_000)}"}`])(
    'says what is wrong with %.20s',
    async (config) => {
      const answer = await post(config)
      expect(answer.status).toBe(422)
      expect(await answer.text()).toMatch(/field-problem[^>]*>[^<]+</)
    },
  )

  it('gives the browser the reader that the server uses', async () => {
    const reader = loadReader()
    if (reader === undefined) throw new Error('Build the catalogue first: npm run build')
    const answer = await site.request(`${reader.base}stack/client-config.js`)
    expect(answer.headers.get('content-type')).toContain('text/javascript')
    expect(await answer.text()).toContain('export function readClientConfig')
    expect([...reader.modules.values()].join()).not.toMatch(/from ['"](?!\.)/)
    expect((await site.request(`${reader.base}../../package.json`)).status).toBe(404)
  })
})
