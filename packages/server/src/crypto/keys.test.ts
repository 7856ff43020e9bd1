import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeriveKey, KEY_VARIABLE, newKeyLine, openKey } from './keys.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'))
  path = join(folder, 'data', 'key')
})
afterEach(() => rmSync(folder, { recursive: true }))

function opened(): DeriveKey {
  const result = openKey(path)
  if (!result.ok) throw new Error(result.problem)
  return result.derive
}

function problem(): string {
  const result = openKey(path)
  if (result.ok) throw new Error('the key was accepted')
  return result.problem
}

describe('the key file', () => {
  it('is made once, for its owner only, and nothing is left beside it', () => {
    const first = opened()('digests')
    expect(opened()('digests')).toEqual(first)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(folder, 'data'))).toEqual(['key'])
  })

  it('differs between installations', () => {
    const first = opened()('digests')
    path = join(folder, 'other', 'key')
    expect(opened()('digests')).not.toEqual(first)
  })

  it('gives keys of 32 bytes that differ by purpose', () => {
    const derive = opened()
    expect(derive('digests')).toHaveLength(32)
    expect(derive('digests')).not.toEqual(derive('states'))
  })

  it.each(['', 'x', 'portcullis-key:1:AAAA:00000000\n', `portcullis-key:1:${'A'.repeat(43)}:00000000\n`])(
    'is refused when it is damaged (%j), and stays as it is',
    (content) => {
      mkdirSync(join(folder, 'data'))
      writeFileSync(path, content, { mode: 0o600 })
      expect(problem()).toMatch(/is damaged\. Restore it from a backup/)
      expect(readFileSync(path, 'utf8')).toBe(content)
    },
  )

  it('is refused when one of its characters changed', () => {
    opened()
    const text = readFileSync(path, 'utf8')
    const at = 'portcullis-key:1:'.length + 5
    writeFileSync(path, text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1))
    expect(problem()).toContain('damaged')
  })

  it.each([0o640, 0o604, 0o620])('is refused when others have rights over it (%o)', (mode) => {
    opened()
    chmodSync(path, mode)
    expect(problem()).toContain(`Run: chmod 600 '${path}'`)
  })

  it('is a problem, not an exception, where no file can be made; the problem shows no key', () => {
    writeFileSync(join(folder, 'data'), '')
    expect(problem()).toMatch(/could not be opened.*data folder/)
    rmSync(join(folder, 'data'))
    opened()
    const secret = readFileSync(path, 'utf8').split(':')[2] ?? ''
    chmodSync(path, 0o644)
    expect(problem()).not.toContain(secret)
  })
})

describe('[gateways.keys] the variable', () => {
  it('stands for the file, which is not made', () => {
    const line = newKeyLine()
    const [one, same] = [line, `${line}\n`].map((text) => openKey(path, { [KEY_VARIABLE]: text }))
    if (!one?.ok || !same?.ok) throw new Error('the variable was not taken')
    expect(one.derive('x')).toEqual(same.derive('x'))
    expect(one.derive('x')).not.toEqual(opened()('x'))
  })

  it('is a problem where it holds no key, and is not shown', () => {
    const broken = `${newKeyLine().slice(0, -1)}x`
    const result = openKey(path, { [KEY_VARIABLE]: broken })
    expect(result.ok ? '' : result.problem).toContain(KEY_VARIABLE)
    expect(JSON.stringify(result)).not.toContain(broken.slice(20, 40))
    expect(() => statSync(path)).toThrow()
  })
})
