/** Files of clients: everything but the one server stays as it is, and what was written can be taken back. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readClientTargets } from '@portcullis/catalogue'
import { Command } from 'commander'
import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mintToken } from '../../crypto/token.ts'
import { CLIENTS, tomlTable } from '../../ports/client-forms.ts'
import { ranCommand } from '../command-run.contract.ts'
import { placeOf } from './clients.ts'
import { registerConnect } from './connect.ts'
import { withJson } from './edit-json.ts'
import { tomlAt, withToml } from './edit-toml.ts'

const URL_OF_SHOP = 'http://127.0.0.1:4100/mcp/shop'
const token = mintToken()

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-connect-'))
  vi.stubEnv('HOME', home)
  vi.stubEnv('XDG_CONFIG_HOME', join(home, '.config'))
  vi.stubEnv('CODEX_HOME', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

const run = (...args: readonly string[]) =>
  ranCommand(async (output) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    registerConnect(program, output, async () => token)
    await program.parseAsync(['connect', ...args, '--url', URL_OF_SHOP], { from: 'user' })
  })

const pathOf = (client: (typeof CLIENTS)[number]): string =>
  placeOf(client, { platform: 'linux', home, environment: { XDG_CONFIG_HOME: join(home, '.config') } }, undefined) ?? ''

const COMMENTED = `{
    // the servers of this machine
    "mcpServers": {
        "other": { "command": "npx", "args": ["-y", "other"] }, // stays
    },
    "theme": "dark" /* so it is */
}
`
const CODEX = `# my settings
model = "x"

[mcp_servers.other]
command = "npx" # stays
args = ["-y", "other"]

[mcp_servers.shop]
command = "old"

[mcp_servers.shop.env]
KEY = "old"

# of something else
[profiles.x]
note = """
[mcp_servers.shop]
"""
`

describe('connect', () => {
  it.each(CLIENTS)(
    'writes, in a form that %s reads, a new file for this user alone, and takes it back',
    async (client) => {
      const said = await run(client, '--write')
      const path = pathOf(client)
      expect(said).toMatchObject({ code: -1, error: '' })
      expect(said.out).not.toContain(token)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const [target] = readClientTargets(readFileSync(path, 'utf8'), client)
      expect(target?.name).toBe('shop')
      if (client === 'claude-desktop') {
        expect(target?.command?.args.slice(1)).toEqual(['bridge', URL_OF_SHOP])
        expect(target?.environment).toEqual({ PORTCULLIS_TOKEN: token })
      } else {
        expect(target?.url).toBe(URL_OF_SHOP)
        expect(target?.headers).toEqual({ Authorization: `Bearer ${token}` })
      }
      expect((await run(client, '--undo')).error).toBe('')
      expect(existsSync(path)).toBe(false)
      expect((await run(client, '--undo')).error).toContain('Nothing was written')
    },
  )

  it('shows what it would write, and writes nothing', async () => {
    const said = await run('cursor')
    expect(said.out).toContain('(the token)')
    expect(said.out).not.toContain(token)
    expect(existsSync(pathOf('cursor'))).toBe(false)
  })

  it('keeps comments, other servers, the mode and a backup; undo brings back every byte', async () => {
    const path = pathOf('cursor')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, COMMENTED)
    chmodSync(path, 0o640)
    const said = await run('cursor', '--write')
    expect(said.error).toContain('can be read by other users')
    const text = readFileSync(path, 'utf8')
    for (const part of ['// the servers of this machine', '// stays', '/* so it is */']) expect(text).toContain(part)
    expect(parse(text).mcpServers.other.args).toEqual(['-y', 'other'])
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(readdirSync(dirname(path))).toHaveLength(2)
    await run('cursor', '--undo')
    expect(readFileSync(path, 'utf8')).toBe(COMMENTED)
    expect(readdirSync(dirname(path))).toHaveLength(1)
  })

  it('takes back its own server alone where the file was changed since', async () => {
    const path = pathOf('gemini')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '{ "mcpServers": { "shop": { "command": "old" /* mine */ } } }')
    await run('gemini', '--write')
    writeFileSync(path, withJson(readFileSync(path, 'utf8'), ['theme'], 'light'))
    await run('gemini', '--undo')
    expect(parse(readFileSync(path, 'utf8'))).toEqual({ mcpServers: { shop: { command: 'old' } }, theme: 'light' })
  })

  it('replaces a table of TOML with all below it, and nothing else', async () => {
    const path = pathOf('codex')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, CODEX)
    await run('codex', '--write', '--by-variable')
    const text = readFileSync(path, 'utf8')
    const from = CODEX.indexOf('[mcp_servers.shop]')
    const to = CODEX.indexOf('\n# of something')
    const table = `[mcp_servers.shop]\nurl = "${URL_OF_SHOP}"\nbearer_token_env_var = "PORTCULLIS_TOKEN"\n`
    expect(text.replaceAll(/\n{2,}/g, '\n')).toBe(
      (CODEX.slice(0, from) + table + CODEX.slice(to)).replaceAll(/\n{2,}/g, '\n'),
    )
    await run('codex', '--undo')
    expect(readFileSync(path, 'utf8')).toBe(CODEX)
  })

  it('writes no token into files of a project, and leaves alone what it cannot read', async () => {
    expect((await run('cursor', '--write', '--project', home)).error).toContain('--by-variable')
    const said = await run('vscode', '--write', '--project', home, '--by-variable')
    expect(said.error).toBe('')
    expect(readFileSync(join(home, '.vscode/mcp.json'), 'utf8')).toContain(`Bearer $\{env:PORTCULLIS_TOKEN}`)
    const path = pathOf('claude-code')
    writeFileSync(path, '{ "mcpServers": ')
    expect((await run('claude-code', '--write')).error).toContain('It is left as it is')
    expect(readFileSync(path, 'utf8')).toBe('{ "mcpServers": ')
    for (const [client, text] of [
      ['claude-code', '{ "mcpServers": [] }'],
      ['claude-code', '[1]'],
      ['codex', 'mcp_servers = { other = { command = "x" } }\n'],
    ] as const) {
      const other = pathOf(client)
      mkdirSync(dirname(other), { recursive: true })
      writeFileSync(other, text)
      expect((await run(client, '--write')).error).toContain('It is left as it is')
      expect(readFileSync(other, 'utf8')).toBe(text)
    }
  })

  it('leaves every other member of any JSON and every other table of any TOML as it was', () => {
    const key = fc
      .string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
      .filter((one) => one !== 'mcpServers' && one !== '__proto__')
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), fc.constantFrom(0, 2, '\t'), (other, indent) => {
        const text = JSON.stringify({ ...other, mcpServers: { a: 1 } }, undefined, indent)
        const edited = withJson(text, ['mcpServers', 'b c'], { url: 'x' })
        expect(parse(edited)).toEqual(parse(JSON.stringify({ ...other, mcpServers: { a: 1, 'b c': { url: 'x' } } })))
        expect(parse(withJson(edited, ['mcpServers', 'b c'], undefined))).toEqual(parse(text))
      }),
    )
    const name = fc.stringMatching(/^[a-z][a-z .-]{0,6}$/)
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), name, (names, one) => {
        const text = names.map((other) => tomlTable(['mcp_servers', other], { command: other })).join('\n')
        const edited = withToml(text, ['mcp_servers', one], tomlTable(['mcp_servers', one], { url: 'new' }))
        expect(tomlAt(edited, ['mcp_servers', one])).toContain('url = "new"')
        for (const other of names)
          if (other !== one) expect(tomlAt(edited, ['mcp_servers', other])).toBe(tomlAt(text, ['mcp_servers', other]))
        expect(tomlAt(withToml(edited, ['mcp_servers', one], undefined), ['mcp_servers', one])).toBeUndefined()
      }),
    )
  })
})
