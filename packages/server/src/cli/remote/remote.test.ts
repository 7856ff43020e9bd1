/** What commands of the control plane share: which one they ask, what they say, and what never ends in a file or a message. */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { referenceTo } from '../../config/environment.ts'
import { mintSecret } from '../../crypto/token.ts'
import { readContexts, writeContexts } from './contexts.ts'
import { findControl, originOf } from './find-control.ts'
import { readInstant, spanOf, when } from './instants.ts'
import { problemText } from './problem-text.ts'
import { dereference, dereferenceSecret } from './references.ts'
import { table } from './table.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-remote-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const key = mintSecret('apiKey')
const logIn = { url: 'https://portcullis.example.com', key, organisation: 'acme' }
const environment = () => ({ PORTCULLIS_SETTINGS: folder, PORTCULLIS_HOME: join(folder, 'none') })

describe('which control plane', () => {
  it('is the current log-in, one that is named, that of variables, or the one on the machine', async () => {
    writeContexts(
      { current: 'work', contexts: { work: logIn, other: { ...logIn, organisation: 'globex' } } },
      environment(),
    )
    expect(await findControl({}, environment())).toMatchObject({ origin: logIn.url, organisation: 'acme', as: 'key' })
    expect(await findControl({ context: 'other' }, environment())).toMatchObject({ organisation: 'globex' })
    expect(await findControl({ organisation: 'initech' }, environment())).toMatchObject({ organisation: 'initech' })
    const variables = { ...environment(), PORTCULLIS_URL: 'https://ci.example.com/', PORTCULLIS_API_KEY: 'pck_x' }
    expect(await findControl({}, variables)).toMatchObject({ origin: 'https://ci.example.com', organisation: 'local' })
    await expect(findControl({ context: 'gone' }, environment())).rejects.toThrow('Choose one of: work, other.')
    await expect(findControl({ context: 'constructor' }, environment())).rejects.toThrow('There is no log-in')
    writeContexts({ current: undefined, contexts: {} }, environment())
    await expect(findControl({}, environment())).rejects.toThrow(/no installation at .*Name its file/)
  })

  it('gets a key over https only', () => {
    expect(originOf('http://127.0.0.1:4101/api')).toBe('http://127.0.0.1:4101')
    for (const wrong of [
      'http://portcullis.example.com',
      'ftp://x',
      'x',
      'https://a:b@example.com',
      'http://127.0.0.1.evil.example',
    ])
      expect(() => originOf(wrong)).toThrow()
  })

  it('is remembered in a file for this user alone', () => {
    writeContexts({ current: 'work', contexts: { work: logIn } }, environment())
    const path = join(folder, 'log-ins.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o644)
    expect(() => readContexts(environment())).toThrow('open to other users')
    chmodSync(path, 0o600)
    writeFileSync(path, '{')
    expect(() => readContexts(environment())).toThrow('cannot be read')
  })
})

describe('references', () => {
  it('are variables and files; a secret in clear is refused, and none stands in a message', () => {
    writeFileSync(join(folder, 'secret'), 'from a file\n')
    const world = { environment: { TOKEN: 'canary' }, folder }
    expect(dereferenceSecret(`Bearer ${referenceTo('TOKEN')}`, 'x', world)).toBe('Bearer canary')
    expect(dereferenceSecret(referenceTo('file:secret'), 'x', world)).toBe('from a file')
    expect(dereference(`$${referenceTo('TOKEN')}`, 'x', world)).toBe(referenceTo('TOKEN'))
    const said = (text: string): string => {
      try {
        return dereferenceSecret(text, 'the header', world)
      } catch (error) {
        return String(error)
      }
    }
    expect(said('plain-canary')).toMatch(/^Error: the header is a secret in clear\./)
    expect(said('plain-canary')).not.toContain('plain-canary')
    expect(said(referenceTo('GONE'))).toContain('the variable GONE is not set')
    expect(said(referenceTo('file:gone'))).toContain('cannot be read')
    expect(said(referenceTo('a b'))).toContain('is no reference')
    expect(said(referenceTo('constructor'))).toContain('is not set')
  })
})

describe('what is said', () => {
  it('stands in columns, on one line each, whatever strangers wrote', () => {
    expect(
      table(
        ['name', 'words'],
        [
          ['a', 'x\u001b[2J\ny'],
          ['longer', ''],
        ],
      ),
    ).toBe('NAME    WORDS\na       x\ufffd[2J\ufffdy\nlonger\n')
  })

  it('is the problem, each value by its name, and what to do', () => {
    const error = { field: '/body/servers/shop', message: 'It is not there.', remedy: 'Add it.' }
    const problem = { code: 'invalid', title: '', detail: 'It is not there.', remedy: 'Add it.' } as const
    expect(problemText({ ...problem, errors: [error] })).toBe('It is not there. Add it.')
    expect(problemText({ ...problem, detail: 'Two things.', errors: [error, error] })).toBe(
      'Two things. Add it.\n  servers.shop: It is not there. Add it.\n  servers.shop: It is not there. Add it.',
    )
  })

  it('are instants with their offset, or spans', () => {
    expect(spanOf('90d')).toBe(90 * 86_400_000)
    expect([spanOf('0d'), spanOf('1y'), spanOf('-1d')]).toEqual([undefined, undefined, undefined])
    expect(readInstant('2h', 1000)).toBe(7_201_000)
    expect(when(readInstant('2027-01-31T00:00:00+01:00'))).toBe('2027-01-30T23:00Z')
    for (const wrong of ['tomorrow', '2027-01-31', '2027-02-31T25:00Z']) expect(() => readInstant(wrong)).toThrow()
  })
})
