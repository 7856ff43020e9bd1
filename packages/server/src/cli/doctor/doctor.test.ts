/** A check-up finds what is wrong, says what to do, and changes nothing. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSealKey, printSealKey, SEAL_KEYS_VARIABLE } from '../../crypto/keyring.ts'
import { KEY_VARIABLE, newKeyLine, openKey } from '../../crypto/keys.ts'
import { mintToken } from '../../crypto/token.ts'
import { systemClock } from '../../ports/clock.ts'
import { openSql } from '../../store/sql/open.ts'
import { ranCommand } from '../command-run.contract.ts'
import type { Checkup } from './checkup.ts'
import { examine } from './doctor.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portcullis-doctor-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const data = (): string => join(home, 'state')

function install(more = ''): void {
  mkdirSync(data(), { mode: 0o700 })
  openKey(join(data(), 'key'))
  const text = `listen:\n  mcp: "127.0.0.1:0"\n  admin: "127.0.0.1:0"\n  catalogue: "off"\ndata: state\n${more}servers: {}\npolicies: {}\ngrants: []\n`
  writeFileSync(join(home, 'portcullis.yaml'), text, { mode: 0o600 })
}

type Looked = { readonly code: number; readonly found: readonly Checkup[] }

async function look(environment: Readonly<Record<string, string>> = {}): Promise<Looked> {
  const machine = { platform: 'linux', home, environment } as const
  const options = { config: join(home, 'portcullis.yaml'), json: true }
  const { code, out } = await ranCommand((output) => examine(options, machine, output))
  return { code, found: JSON.parse(out) }
}

const bad = (found: readonly Checkup[]) =>
  found.filter(({ state }) => state === 'wrong' || state === 'odd').map(({ id }) => id)

describe('doctor', () => {
  it('finds nothing wrong with an installation that is whole, and leaves every file as it is', async () => {
    install()
    const opened = await openSql({ kind: 'sqlite', path: join(data(), 'control.db') })
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    await opened.close()
    const before = readdirSync(data())
    const { code, found } = await look()
    expect([code, bad(found)]).toEqual([0, []])
    expect(found.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['node', 'folder', 'keys', 'disk', 'clock', 'database', 'control']),
    )
    // SQLite keeps two files beside a database that is read.
    expect(readdirSync(data()).filter((name) => !/-(?:shm|wal)$/.test(name))).toEqual(before)
  })

  it('looks at the keys of variables where they stand for the files', async () => {
    install()
    rmSync(join(data(), 'key'))
    const keys = ({ found }: Looked) => found.filter(({ id }) => id === 'keys').map(({ state }) => state)
    const sealing = makeSealKey(systemClock.now())
    const whole = { [KEY_VARIABLE]: newKeyLine(), [SEAL_KEYS_VARIABLE]: printSealKey(sealing) }
    expect(keys(await look(whole))).toEqual(['fine', 'fine'])
    expect(keys(await look({ ...whole, [KEY_VARIABLE]: 'x' }))).toEqual(['wrong', 'fine'])
    expect(keys(await look())).toEqual(['unknown', 'unknown'])
  })

  it('says so where there is no installation, or none that can be read', async () => {
    expect(bad((await look()).found)).toContain('configuration')
    writeFileSync(join(home, 'portcullis.yaml'), 'grants: 1\n')
    expect(await look()).toMatchObject({ code: 1 })
  })

  it.each<[string, string, () => void | Promise<void>]>([
    ['folder', 'a folder that others may enter', () => chmodSync(data(), 0o755)],
    ['keys', 'a key that others can read', () => chmodSync(join(data(), 'key'), 0o644)],
    ['keys', 'a key that is damaged', () => writeFileSync(join(data(), 'key'), 'x')],
    [
      'database',
      'a database that is none',
      () => writeFileSync(join(data(), 'control.db'), 'nothing of the kind'.repeat(99)),
    ],
    ['clock', 'files out of the future', () => utimesSync(join(data(), 'key'), 0, systemClock.now() / 1000 + 7200)],
    [
      'configuration',
      'a token in the file',
      () => writeFileSync(join(home, 'portcullis.yaml'), `# ${mintToken()}\n`, { flag: 'a' }),
    ],
  ])('finds what is wrong: %s, %s', async (id, _, damage) => {
    install()
    await damage()
    const { code, found } = await look()
    expect(code).toBe(1)
    const wrong = found.filter(({ state }) => state === 'wrong')
    expect(wrong.map((one) => one.id)).toEqual([id])
    expect(wrong[0]?.remedy).toMatch(/\w/)
  })

  it('finds a port that another program has', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    install()
    const path = join(home, 'portcullis.yaml')
    writeFileSync(
      path,
      `listen:\n  mcp: "127.0.0.1:${port}"\n  admin: "off"\n  catalogue: "off"\ndata: state\nservers: {}\npolicies: {}\ngrants: []\n`,
    )
    const { found } = await look()
    expect(found.find(({ id }) => id === 'ports')).toMatchObject({
      state: 'unknown',
      text: expect.stringContaining('is in use'),
    })
    await new Promise((resolve) => other.close(resolve))
  })

  it('finds clients that go around the gateway', async () => {
    install()
    mkdirSync(join(home, '.cursor'))
    writeFileSync(
      join(home, '.cursor/mcp.json'),
      '{ "mcpServers": { "other": { "command": "npx", "args": ["-y", "other"] } } }',
    )
    const { code, found } = await look()
    expect(code).toBe(0)
    expect(found.find(({ id }) => id === 'clients')).toMatchObject({
      state: 'odd',
      text: expect.stringContaining('Cursor reaches other without the gateway'),
    })
  })
})
