/** Our own client towards servers: a million strange answers, servers by TLS, and what tests hold with it, with undici. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compareReaders } from '../../packages/server/src/gateway/upstream/own-client/differential.contract.ts'
import { startGateway } from '../gateway-process.ts'
import { modernCall, post } from '../messages.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

it.each(Array.from({ length: 20 }, (_, i) => 1000 + i))(
  '50,000 answers of the seed %i are read alike',
  async (seed) => {
    const { alike, refused, differing } = await compareReaders(50_000, seed)
    expect(differing).toEqual([])
    expect(alike).toBeGreaterThan(10_000)
    expect(refused).toBeGreaterThan(1000)
  },
)

it('servers that fail are told of alike with undici', { timeout: 900_000 }, () => {
  const files = ['bounds', 'exactness', 'upstream-faults', 'upstream-life'].map((name) => `test/${name}.test.ts`)
  const { status, stdout } = spawnSync('npx', ['vitest', 'run', '--project', 'product', ...files], {
    cwd: ROOT,
    env: { ...process.env, TEST_UPSTREAM_CLIENT: 'undici' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  expect([status, status === 0 ? '' : stdout.slice(-20_000)]).toEqual([0, ''])
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const RESULT = '{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[]}}'

describe.skipIf(!hasOpenssl)('a server by TLS (needs openssl to make certificates)', () => {
  it.each(['own', 'undici'])(
    'is called over one connection, and not at all where it cannot prove itself: %s',
    async (client) => {
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-upstream-tls-'))
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', ...subject, '-keyout', key, '-out', cert], {
        stdio: 'ignore',
      })
      let connections = 0
      let requests = 0
      const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
        requests++
        response.writeHead(200, { 'content-type': 'application/json' }).end(RESULT)
      })
      server.on('secureConnection', () => void connections++)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      process.env['NODE_EXTRA_CA_CERTS'] = cert
      const gateway = await startGateway({
        upstreams: { named: `https://localhost:${port}/mcp`, other: `https://127.0.0.1:${port}/mcp` },
        policy: { version: '1', default: 'deny', tools: { tool: {} } },
        settings: { upstream: { client } },
      })
      try {
        const call = async (slug: string): Promise<string> => {
          const response = await post({ url: gateway.urlFor(slug), headers: gateway.headers }, modernCall('tool'))
          return response.text()
        }
        for (let i = 0; i < 20; i++) expect(JSON.parse(await call('named'))).toMatchObject({ result: { content: [] } })
        expect(connections).toBeLessThanOrEqual(3)
        const before = requests
        expect(await call('other')).toContain('upstream_unreachable')
        expect(requests).toBe(before)
      } finally {
        delete process.env['NODE_EXTRA_CA_CERTS']
        await gateway.close()
        server.close().closeAllConnections()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
