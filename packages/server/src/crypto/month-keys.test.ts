import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyedDigester } from './keyed-digest.ts'
import { type MonthKeys, monthlyDigester, monthsBefore, openMonthKeys } from './month-keys.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'month-keys-'))
  path = join(folder, 'fact.keys')
})
afterEach(() => rmSync(folder, { recursive: true }))

function open(): MonthKeys {
  const opened = openMonthKeys(path)
  if (!opened.ok) throw new Error(opened.problem)
  return opened.keys
}
const place = (month: string) => ['local', 'files', 'read', 'path', 'string', month]
const lasting = keyedDigester(Buffer.alloc(32, 1))

describe('keys of months', () => {
  it('are random, lasting, and for their owner only', () => {
    const key = open().obtain('2026-11')
    expect(key).toHaveLength(32)
    expect(open().find('2026-11')).toEqual(key)
    expect(open().obtain('2026-12')).not.toEqual(key)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('are destroyed with their age: what they digested can be compared no more', () => {
    const keys = open()
    const writer = monthlyDigester(lasting, keys.obtain)
    const digest = writer.for(place('2026-01'))('secret')
    keys.obtain('2026-03')
    expect(monthlyDigester(lasting, open().find).for(place('2026-01'))('secret')).toBe(digest)
    const bytes = keys.find('2026-01')?.toString('base64url') ?? 'none'
    expect(keys.destroyBefore(monthsBefore('2026-03', 1))).toEqual(['2026-01'])
    expect(readFileSync(path, 'latin1')).not.toContain(bytes)
    expect(monthlyDigester(lasting, open().find).for(place('2026-01'))('secret')).toBe('')
    expect(open().find('2026-03')).toBeDefined()
  })

  it('leave names of questions to the lasting key', () => {
    const digester = monthlyDigester(lasting, () => undefined)
    expect(digester.for(['question'])('x')).toBe(lasting.for(['question'])('x'))
  })

  it('count months over years', () => {
    expect(monthsBefore('2026-02', 3)).toBe('2025-11')
    expect(monthsBefore('2026-03', 12)).toBe('2025-03')
  })

  it('say what is wrong with their file, without what it holds', () => {
    writeFileSync(path, '2026-01 not-a-key\n', { mode: 0o600 })
    const damaged = openMonthKeys(path)
    expect(damaged).toMatchObject({ ok: false, problem: expect.stringContaining('damaged') })
    expect(JSON.stringify(damaged)).not.toContain('not-a-key')
    writeFileSync(path, '', { mode: 0o600 })
    rmSync(path)
    writeFileSync(path, '', { mode: 0o644 })
    expect(openMonthKeys(path)).toMatchObject({ ok: false, problem: expect.stringContaining('chmod 600') })
    expect(existsSync(`${path}.draft`)).toBe(false)
  })
})
