import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Keyring, makeSealKey, openKeyring, printSealKey } from './keyring.ts'
import { createSealer } from './seal.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyring-'))
  path = join(folder, 'seal.keys')
})
afterEach(() => rmSync(folder, { recursive: true }))

const opened = (environment: Record<string, string> = {}): Keyring => {
  const found = openKeyring(path, environment, () => 1000)
  if (!found.ok) throw new Error(found.problem)
  return found.keyring
}
const problem = (environment: Record<string, string> = {}): string => {
  const found = openKeyring(path, environment, () => 1000)
  return found.ok ? '' : found.problem
}

describe('a file of sealing keys', () => {
  it('is made once, for its owner only', () => {
    const first = opened().current()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(opened().current()).toEqual(first)
    expect(first.bytes).toHaveLength(32)
  })

  it('hears of a key that another process put before the others', () => {
    const [here, there] = [opened(), opened()]
    const old = createSealer(here).seal('text', ['x'])
    const added = there.add?.(2000)
    expect(here.current().id).toBe(added?.id)
    expect(here.all().map(({ created }) => created)).toEqual([2000, 1000])
    expect(createSealer(here).open(old, ['x'])).toBe('text')
    there.remove?.(new Set([here.all()[1]!.id]))
    expect(createSealer(here).open(old, ['x'])).toBeUndefined()
  })

  it('goes on with what it read where the file is gone or damaged, and waits for whoever edits it', () => {
    const ring = opened()
    const first = ring.current()
    writeFileSync(path, 'damaged')
    expect(ring.current()).toEqual(first)
    rmSync(path)
    expect(ring.find(first.id)).toEqual(first)
    const added = ring.add?.(2000)
    expect(opened().all()).toEqual([added, first])
    expect(statSync(`${path}.lock`, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('never loses its last key', () => {
    const ring = opened()
    ring.remove?.(new Set(ring.all().map(({ id }) => id)))
    expect(ring.all()).toHaveLength(1)
  })

  it('is not used where others can read it, or where it is damaged; the key is not shown', () => {
    opened()
    const text = readFileSync(path, 'utf8')
    chmodSync(path, 0o640)
    expect(problem()).toMatch(/open to other users/)
    chmodSync(path, 0o600)
    const secret = text.split(':')[4]!
    for (const broken of ['', 'x', text.replace(secret[5]!, '~'), `${text}${text}`, text.slice(0, -4)]) {
      writeFileSync(path, broken)
      expect(problem(), broken).toMatch(/damaged/)
      expect(problem()).not.toContain(secret)
    }
  })

  it('needs a folder', () => {
    path = join(folder, 'none', 'seal.keys')
    expect(problem()).toMatch(/could not be opened/)
  })
})

describe('keys of the environment', () => {
  it('come before the file, which is not made', () => {
    const keys = [makeSealKey(5), makeSealKey(4)]
    const ring = opened({ PORTCULLIS_SEAL_KEYS: keys.map(printSealKey).join(' ') })
    expect(ring.all()).toEqual(keys)
    expect([ring.add, ring.remove]).toEqual([undefined, undefined])
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('are refused as a whole where one is none', () => {
    const given = printSealKey(makeSealKey(5))
    const said = problem({ PORTCULLIS_SEAL_KEYS: `${given} ${given.slice(0, -1)}` })
    expect(said).toMatch(/PORTCULLIS_SEAL_KEYS/)
    expect(said).not.toContain(given.split(':')[4])
  })
})
