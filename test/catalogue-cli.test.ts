/** `portcullis catalogue` as people run it: real processes, a registry of our own, real servers. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { PORTCULLIS } from './gateway-process.ts'
import { tracked } from './spawned.ts'

const folder = mkdtempSync(join(tmpdir(), 'catalogue-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, PORTCULLIS_HOME: join(folder, 'home'), NO_COLOR: '1' } }
    tracked(
      execFile(process.execPath, [PORTCULLIS, 'catalogue', ...args], options, (error, out, text) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, error: text }),
      ),
    )
  })
}

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

  it('reads a registry page by page, goes on after an interruption, and then asks for what is new', async () => {
    const data = join(folder, 'registry-data')
    const asked: URLSearchParams[] = []
    let broken = true
    const registry: Server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost')
      asked.push(searchParams)
      const page = Number(searchParams.get('cursor') ?? 0)
      if (page === 2 && broken) return void response.writeHead(400).end()
      const name = (n: number) => ({
        name: `io.example/s${n}`,
        packages: [{ registryType: 'npm', identifier: `s-${n}-x` }],
      })
      const servers = [page * 2, page * 2 + 1].map((n) => ({ server: name(n) }))
      const hostile = { server: { name: '<img src=x>/\u202e', packages: 'x'.repeat(9999) } }
      const metadata = page < 3 ? { nextCursor: String(page + 1) } : {}
      response.end(JSON.stringify({ servers: [...servers, hostile, 7], metadata }))
    })
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`
    const importing = () => run('import', '--registry', url, '--data', data, '--json')
    const first = await importing()
    expect(first.code).toBe(1)
    expect(counts(first)).toMatchObject({ added: 4 })
    broken = false
    const second = await importing()
    expect(counts(second)).toMatchObject({ added: 4, unchanged: 4, problems: [] })
    expect(asked.map((query) => query.get('cursor'))).toEqual([null, '1', '2', '2', '3'])
    expect(counts(await importing())).toMatchObject({ added: 0, changed: 0, unchanged: 8 })
    expect(asked[5]?.get('updated_since')).toMatch(/^\d{4}-\d\d-\d\dT/)
    await new Promise((resolve) => registry.close(resolve))
  })

  it('says what is missing when nothing is named, or nothing is there', async () => {
    expect(await run('import', '--data', join(folder, 'x'))).toMatchObject({ code: 2 })
    const missing = await run('import', join(folder, 'nowhere.json'), '--data', join(folder, 'x'))
    expect(missing).toMatchObject({ code: 2, error: expect.stringContaining('Correct the path') })
  })
})
