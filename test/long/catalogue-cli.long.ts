import { writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startSandbox } from '@portcullis/sandbox'
import { describe, expect, it } from 'vitest'
import { referenceTo } from '../../packages/server/src/config/environment.ts'
import { counts, folder, run, start } from '../catalogue-command.ts'
import { startGateway } from '../gateway-process.ts'

/** A page of two servers and of what is none; three pages follow the first. */
function registryPage(page: number): string {
  const name = (n: number) => ({
    name: `io.example/s${n}`,
    packages: [{ registryType: 'npm', identifier: `s-${n}-x` }],
  })
  const servers = [page * 2, page * 2 + 1].map((n) => ({ server: name(n) }))
  const hostile = { server: { name: '<img src=x>/\u202e', packages: 'x'.repeat(9999) } }
  const metadata = page < 3 ? { nextCursor: String(page + 1) } : {}
  return JSON.stringify({ servers: [...servers, hostile, 7], metadata })
}

describe('import', () => {
  it('asks servers that run: a command, and a configuration with consent only', async () => {
    const data = join(folder, 'live-data')
    const main = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/dist/index.js')
    const named = await run('import', '--data', data, '--json', '--', process.execPath, main)
    expect(counts(named)).toMatchObject({ problems: [], changed: 1 })
    const file = join(folder, 'mcp.json')
    const mcpServers = { mine: { command: process.execPath, args: [main], env: { API_KEY: 'hush-hush' } } }
    writeFileSync(file, JSON.stringify({ mcpServers }))
    const refused = await run('import', file, '--introspect', '--data', data)
    const [, digest = ''] = /--allow ([0-9a-f]{64})/.exec(refused.error) ?? []
    expect(digest).toHaveLength(64)
    const allowed = await run('import', file, '--introspect', '--allow', digest, '--data', data, '--json')
    expect(counts(allowed)).toMatchObject({ problems: [], unchanged: 1 })
    expect([refused, allowed].map(({ out, error }) => out + error).join()).not.toContain('hush')
  })

  it('asks a server of a gateway, and the gateway itself; a tool that is listed no more is noted as removed', async () => {
    const sandbox = await startSandbox()
    const policy = { version: '1', default: 'deny', hide: ['delete_profile'] }
    const gateway = await startGateway({ upstreams: { crm: sandbox.url }, policy })
    process.env['CATALOGUE_TEST_TOKEN'] = gateway.token
    const place = ['--as', 'npm:acme-crm', '--config', join(gateway.folder, 'portcullis.yaml'), '--json']
    const header = `Authorization: Bearer ${referenceTo('CATALOGUE_TEST_TOKEN')}`
    const direct = await run('import', '--server', 'crm', ...place)
    const through = await run('import', '--url', gateway.urlFor('crm'), '--header', header, ...place)
    const shown = await run('show', 'npm:acme-crm', '--data', join(gateway.folder, 'state'))
    const searched = await run('search', 'crm', '--config', join(gateway.folder, 'portcullis.yaml'), '--limit', '200')
    await Promise.all([gateway.close(), sandbox.close()])
    expect(counts(direct)).toMatchObject({ added: 1, toolsAdded: 41, problems: [] })
    expect(counts(through)).toMatchObject({ added: 0, changed: 1, toolsRemoved: 1, toolsAdded: 0, problems: [] })
    expect(through.out + through.error).not.toContain(gateway.token)
    expect(searched.out).toMatch(/^crm a server of this gateway$/m)
    expect(searched.out).toMatch(/^npm-acme-crm /m)
    expect(shown.out).toMatch(/Changes since it was first seen\n.*delete_profile/)
  })

  it('reads a registry page by page, goes on after a kill or an error, and then asks for what is new', async () => {
    const data = join(folder, 'registry-data')
    const asked: URLSearchParams[] = []
    let kill = (): void => undefined
    // What page 2 meets, time after time; then it comes.
    const page2: ((response: ServerResponse) => void)[] = [
      () => kill(),
      (response) => void response.writeHead(400).end(),
      (response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
    ]
    const registry: Server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost')
      asked.push(searchParams)
      const page = Number(searchParams.get('cursor') ?? 0)
      const fault = page === 2 ? page2.shift() : undefined
      if (fault === undefined) return void response.end(registryPage(page))
      fault(response)
    })
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`
    const importing = () => run('import', '--registry', url, '--data', data, '--json')
    const first = start('import', '--registry', url, '--data', data, '--json')
    kill = () => first.child.kill('SIGKILL')
    expect((await first.ended).out).toBe('')
    const second = await importing()
    expect(second).toMatchObject({ code: 1, error: expect.stringContaining('HTTP 400') })
    expect(counts(second)).toMatchObject({ added: 4 })
    expect(counts(await importing())).toMatchObject({ added: 4, unchanged: 4, problems: [] })
    expect(asked.map((query) => query.get('cursor'))).toEqual([null, '1', '2', '2', '2', '2', '3'])
    expect(counts(await importing())).toMatchObject({ added: 0, changed: 0, unchanged: 8 })
    expect(asked[7]?.get('updated_since')).toMatch(/^\d{4}-\d\d-\d\dT/)
    registry.closeAllConnections()
    await new Promise((resolve) => registry.close(resolve))
  })
})
