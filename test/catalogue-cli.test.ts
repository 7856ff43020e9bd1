/** `portcullis catalogue` as people run it: real processes, a registry of our own, real servers. */
import { type ChildProcess, execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, describe, expect, it } from 'vitest'
import { referenceTo } from '../packages/server/src/config/environment.ts'
import { PORTCULLIS, startGateway } from './gateway-process.ts'
import { tracked } from './spawned.ts'

const folder = mkdtempSync(join(tmpdir(), 'catalogue-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

function start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const options = { env: { ...process.env, PORTCULLIS_HOME: join(folder, 'home'), NO_COLOR: '1' } }
  let end: (ended: Ended) => void = () => undefined
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const child = execFile(process.execPath, [PORTCULLIS, 'catalogue', ...args], options, (error, out, text) =>
    end({ code: error === null ? 0 : Number(error.code), out, error: text }),
  )
  return { child: tracked(child), ended }
}

const run = (...args: readonly string[]): Promise<Ended> => start(...args).ended

const counts = ({ out, error }: Ended) => {
  try {
    return JSON.parse(out)
  } catch {
    throw new Error(error)
  }
}

describe('show', () => {
  it('prints the page of a tool, quickly, without any installation', async () => {
    const begun = Date.now()
    const { code, out } = await run('show', 'mattcoatsworth/Klaviyo-MCP-Server', 'delete_profile')
    const spent = Date.now() - begun
    expect(code).toBe(0)
    for (const part of ['Destructive, Critical risk', 'What it does', 'Why it needs a policy', '"hide"', 'Questions'])
      expect(out).toContain(part)
    // Alone on the machine it takes less than 1.5 s; tests run beside others.
    expect(spent).toBeLessThan(10_000)
  })

  it('prints a server as text, JSON and Markdown', async () => {
    const [text, json, markdown] = await Promise.all([
      run('show', 'mattcoatsworth-klaviyo-mcp-server', '--format', 'text'),
      run('show', 'mattcoatsworth-klaviyo-mcp-server', '--format', 'json'),
      run('show', 'mattcoatsworth-klaviyo-mcp-server', 'get_profiles', '--format', 'markdown'),
    ])
    expect(text?.out).toMatch(/Grade [A-F], \d+ of 100 points\n41 tools:/)
    expect(JSON.parse(json?.out ?? '').tools).toHaveLength(41)
    expect(markdown?.out).toMatch(/^# `get_profiles` on `Klaviyo MCP Server`/)
  })

  it('helps with names that are not known', async () => {
    const server = await run('show', 'klaviyo-mcp')
    expect(server).toMatchObject({ code: 1, error: expect.stringMatching(/Did you mean .*klaviyo/) })
    const tool = await run('show', 'mattcoatsworth-klaviyo-mcp-server', 'delete_profle')
    expect(tool).toMatchObject({ code: 1, error: expect.stringContaining('Did you mean delete_profile') })
  })
})

describe('search', () => {
  it('finds in spite of a slip, and by label', async () => {
    const [found, none] = await Promise.all([
      run('search', 'klavyio', 'delete', 'profile', '--risk', 'critical', '--kind', 'tool', '--json', '--limit', '5'),
      run('search', 'qqzzxxyy'),
    ])
    const rows: { risk: string; tool: string }[] = JSON.parse(found.out)
    expect(rows.map(({ tool }) => tool)).toContain('delete_profile')
    expect(rows.every(({ risk }) => risk === 'Critical')).toBe(true)
    expect(none).toMatchObject({ code: 1, error: expect.stringContaining('Nothing was found') })
  })
})

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
  it('reads files of every form; twice is the same as once', async () => {
    const [data, files] = [join(folder, 'files-data'), mkdtempSync(join(folder, 'files-'))]
    const lines = [
      { id: 'npm:acme-lines', name: 'acme', from: 'l', package: { registry: 'npm', name: 'acme-lines' } },
      { server: 'npm:acme-lines', name: 'wipe_disk', source: 'l', license: 'MIT' },
      { server: 'npm:acme-lines', name: '<script>', source: 'l', license: 'MIT' },
    ]
    writeFileSync(join(files, 'a.jsonl.gz'), gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')))
    const packages = [{ registryType: 'npm', identifier: 'acme-json' }]
    const [websiteUrl, repository] = ['https://acme.example', { url: 'https://github.com/acme/json', source: 'github' }]
    writeFileSync(
      join(files, 'server.json'),
      JSON.stringify({ name: 'io.github.acme/json', version: '1', packages, websiteUrl, repository }),
    )
    const mcpServers = {
      x: { command: 'npx', args: ['-y', 'acme-client'], env: { KEY: 'hush' } },
      y: { command: './y' },
    }
    writeFileSync(join(files, 'client.json'), JSON.stringify({ mcpServers }))
    const first = await run('import', files, '--data', data, '--json')
    expect(first.code).toBe(0)
    expect(counts(first)).toMatchObject({
      added: 3,
      toolsAdded: 1,
      dropped: { 'a name that no tool can have': 1, 'a program of this machine alone': 1 },
    })
    const written = readdirSync(join(data, 'catalogue'))
    expect(counts(await run('import', files, '--data', data, '--json'))).toMatchObject({ added: 0, unchanged: 3 })
    expect(readdirSync(join(data, 'catalogue'))).toEqual(written)
    expect(statSync(join(data, 'catalogue')).mode & 0o777).toBe(0o700)
    const shown = await run('show', 'npm:acme-lines', 'wipe_disk', '--data', data)
    expect(shown.out).toContain('Critical risk')
  })

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

  it('says what is missing when nothing is named, or nothing is there', async () => {
    expect(await run('import', '--data', join(folder, 'x'))).toMatchObject({ code: 2 })
    const missing = await run('import', join(folder, 'nowhere.json'), '--data', join(folder, 'x'))
    expect(missing).toMatchObject({ code: 2, error: expect.stringContaining('Correct the path') })
  })
})
