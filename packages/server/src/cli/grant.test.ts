import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { readFileSet } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import { digestToken, isToken } from '../crypto/token.ts'
import { type CommandRun, ranCommand } from './command-run.contract.ts'
import { registerGrant } from './grant.ts'
import { withGrant } from './grant-file.ts'

const grantNew = (...args: readonly string[]): Promise<CommandRun> =>
  ranCommand((output) => {
    const program = new Command('portcullis')
    registerGrant(program, output)
    return program.parseAsync(['node', 'portcullis', 'grant', 'new', ...args])
  })

const yaml = `# The gateway of the shop.
servers:
  shop: {url: "https://shop.example/mcp"} # the shop itself

policies:
  # Read by everyone.
  reader: {version: "1", default: deny}

grants: # who
  # The first one.
  - id: first
    token_sha256: "${'a'.repeat(64)}" # ours
`

function file(text = yaml): string {
  const base = mkdtempSync(join(tmpdir(), 'portcullis-grant-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  const path = join(base, 'portcullis.yaml')
  writeFileSync(path, text, { mode: 0o640 })
  chmodSync(path, 0o640)
  return path
}

const tokenIn = (text: string): string => /pc_[0-9A-Za-z]+/.exec(text)?.[0] ?? ''

describe('portcullis grant new', () => {
  test('prints the token once, and a grant with its digest', async () => {
    const { code, out } = await grantNew(
      '--label',
      'Büro CI',
      '--owner',
      'ops',
      '--server',
      'shop=reader',
      '--tag',
      'team=x=y',
      '--expires',
      '2030-01-01T00:00:00Z',
    )
    const token = tokenIn(out)
    expect([code, isToken(token), out.split(token)]).toEqual([0, true, expect.objectContaining({ length: 2 })])
    const { grants } = parse(out.slice(out.indexOf('\ngrants:')))
    const digest = digestToken(token)
    expect(grants).toEqual([
      {
        id: `bu-ro-ci-${digest.slice(0, 6)}`,
        label: 'Büro CI',
        owner: 'ops',
        token_sha256: digest,
        servers: { shop: 'reader' },
        tags: { team: 'x=y' },
        expires: '2030-01-01T00:00:00Z',
      },
    ])
  })

  test('adds it to the file, whose comments and permissions stay', async () => {
    const path = file()
    const { code, out } = await grantNew('--id', 'ci', '--server', 'shop=reader', '-c', path, '--write')
    const token = tokenIn(out)
    expect(code).toBe(0)
    const text = readFileSync(path, 'utf8')
    expect(text).toBe(`${yaml}  - id: ci\n    token_sha256: ${digestToken(token)}\n    servers:\n      shop: reader\n`)
    expect(text).not.toContain(token)
    expect(statSync(path).mode & 0o777).toBe(0o640)
    const loaded = loadConfiguration(await readFileSet(path), { environment: {}, portable: true })
    expect(loaded.ok && loaded.configuration.grants.map(({ grant }) => grant.subject.grant)).toEqual(['first', 'ci'])
  })

  test('writes through a symbolic link, and leaves nothing behind', async () => {
    const path = file()
    const link = `${path}.link`
    symlinkSync(path, link)
    expect((await grantNew('-c', link, '--write')).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('id: grant-')
    expect(readdirSync(join(path, '..')).sort()).toEqual(['portcullis.yaml', 'portcullis.yaml.link'])
  })

  test('changes nothing, and shows no token, where the result would be wrong', async () => {
    const path = file()
    for (const args of [
      ['--id', 'first'],
      ['--server', 'shop=nothing'],
      ['--server', 'shopp=reader'],
      ['--id', 'a b'],
      ['--expires', 'tomorrow'],
    ]) {
      const { code, out, error } = await grantNew(...args, '-c', path, '--write')
      expect([code, out]).toEqual([1, ''])
      expect(error).not.toBe('')
    }
    expect(readFileSync(path, 'utf8')).toBe(yaml)
    for (const text of ['servers: [', 'grants: 3\n', '- a\n', '']) {
      const broken = file(text)
      expect((await grantNew('-c', broken, '--write')).code).toBe(1)
      expect(readFileSync(broken, 'utf8')).toBe(text)
    }
    expect((await grantNew('-c', `${path}.gone`, '--write')).error).toContain('does not exist')
  })

  test('speaks JSON', async () => {
    const { out } = await grantNew('--id', 'ci', '--json')
    const { token, grant, written } = JSON.parse(out)
    expect([isToken(token), grant, written]).toEqual([
      true,
      { id: 'ci', token_sha256: digestToken(token), servers: {} },
      null,
    ])
  })
})

test('a grant is added in the way the file is written', () => {
  const grant = { id: 'a', token_sha256: 'd', servers: {} }
  const lines = '  - id: a\n    token_sha256: d\n    servers: {}\n'
  expect(withGrant('data: x\n', grant)).toBe(`data: x\ngrants:\n${lines}`)
  expect(withGrant('grants: []\ndata: x\n', grant)).toBe(`grants:\n${lines}data: x\n`)
  expect(withGrant('grants:\n', grant)).toBe(`grants:\n${lines}`)
  expect(withGrant('grants:\n- id: z\n  servers: {}\n', grant)).toBe(
    'grants:\n- id: z\n  servers: {}\n- id: a\n  token_sha256: d\n  servers: {}\n',
  )
  expect(withGrant('grants:\n  - id: z # last', grant)).toBe(`grants:\n  - id: z # last\n${lines}`)
  expect(withGrant('grants:\n  - id: z\n    label: >\n      a\n      b\n\n# after\ndata:   x\n', grant)).toBe(
    `grants:\n  - id: z\n    label: >\n      a\n      b\n${lines}\n# after\ndata:   x\n`,
  )
  expect(withGrant('{data: x}', grant)).toContain('data: x')
  expect(withGrant('data: x\n...\n', grant)).toContain('id: a')
  const long = `data: ${'a '.repeat(200)}b\n`
  expect(withGrant(long, grant)).toBe(`${long}grants:\n${lines}`)
})
