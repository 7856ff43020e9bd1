import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { counts, folder, run } from './catalogue-command.ts'
import { THOROUGH } from './thorough.ts'

describe('show', () => {
  it('prints the page of a tool without any installation', async () => {
    const { code, out } = await run('show', 'mattcoatsworth/Klaviyo-MCP-Server', 'delete_profile')
    expect(code).toBe(0)
    for (const part of ['Destructive, Critical risk', 'What it does', 'Why it needs a policy', '"hide"', 'Questions'])
      expect(out).toContain(part)
  })

  if (THOROUGH)
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

  if (THOROUGH)
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

  if (THOROUGH)
    it('says what is missing when nothing is named, or nothing is there', async () => {
      expect(await run('import', '--data', join(folder, 'x'))).toMatchObject({ code: 2 })
      const missing = await run('import', join(folder, 'nowhere.json'), '--data', join(folder, 'x'))
      expect(missing).toMatchObject({ code: 2, error: expect.stringContaining('Correct the path') })
    })
})
