import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Found, gather, readLine, writeShards } from '@portcullis/catalogue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFacts } from './facts.ts'
import { lockImports } from './import-lock.ts'
import { openJournal } from './journal.ts'
import { digestOf, ownFolder, readOwnFacts, writeOwnFacts } from './own.ts'
import { readShippedFacts } from './shipped.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'facts-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const shipped = readShippedFacts()

function own(...names: readonly string[]) {
  const found = names.flatMap((name): readonly Found[] => {
    const one = readLine(JSON.stringify({ id: `github.com/acme/${name}`, name, from: 'l' }))
    return one === undefined ? [] : [one]
  })
  return writeShards(gather([], found, '2026-01-01').servers, shipped.head)
}

const has = (...names: readonly string[]) => {
  const lines = new Set(openFacts(data).lines.map((line) => line.slice(0, 40)))
  return names.map((name) => [...lines].some((line) => line.startsWith(`{"i":"github.com/acme/${name}"`)))
}

describe('facts of an installation', () => {
  it('are those that ship where nothing was imported', () => {
    expect(openFacts(undefined)).toEqual(shipped)
    expect(openFacts(join(data, 'nowhere')).lines.length).toBe(shipped.lines.length)
  })

  it('no alias of a shipped server is the identity of another', () => {
    const servers = shipped.lines.filter((line) => line.startsWith('{"i":')).map((line) => JSON.parse(line))
    const ids = new Set(servers.map(({ i }) => i))
    expect(servers.flatMap(({ a = [] }) => a).filter((alias) => ids.has(alias))).toEqual([])
  })

  it('have what was imported laid over them, for their owner alone to read', () => {
    writeOwnFacts(data, own('one'), digestOf(shipped))
    expect(has('one', 'two')).toEqual([true, false])
    writeOwnFacts(data, own('one', 'two'), 'of another release')
    expect(has('one', 'two')).toEqual([true, true])
    const folder = ownFolder(data)
    expect(readdirSync(folder).sort()).toEqual(['current', 'facts-2'])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(folder, 'facts-2')))
      expect(statSync(join(folder, 'facts-2', name)).mode & 0o777).toBe(0o600)
  })

  it('survive an import that was interrupted', () => {
    writeOwnFacts(data, own('one'), digestOf(shipped))
    const half = join(ownFolder(data), 'facts-2')
    mkdirSync(half)
    writeFileSync(join(half, '0.jsonl'), '{"i":"github.com/ac')
    writeFileSync(join(ownFolder(data), 'current.99.new'), 'facts-2')
    expect(has('one')).toEqual([true])
    writeOwnFacts(data, own('one', 'two'), digestOf(shipped))
    expect(has('two')).toEqual([true])
    expect(existsSync(half)).toBe(false)
  })

  it('say what to do when they are damaged', () => {
    writeOwnFacts(data, own('one'), digestOf(shipped))
    writeFileSync(join(ownFolder(data), 'current'), '../../etc x')
    expect(() => readOwnFacts(data)).toThrow(/damaged: delete the folder/)
  })
})

describe('imports', () => {
  it('are one at a time; a lock whose process died counts for nothing', () => {
    const first = lockImports(data)
    expect(lockImports(data)).toMatchObject({ ok: false, problem: expect.stringContaining('Another import') })
    if (first.ok) first.release()
    writeFileSync(join(ownFolder(data), 'import.lock'), '4194304999')
    expect(lockImports(data).ok).toBe(true)
  })
})

describe('a journal', () => {
  const registry = { key: 'k', registry: 'https://r.example/v0.1/servers' }
  const page = (next: string | null) => ({ found: [], left: [], next })
  const open = (now: string, restart = false) => openJournal(data, registry, now, restart)

  it('goes on after the last page that was written whole', () => {
    const journal = open('2026-01-01T00:00:00Z')
    journal.add(page('a'))
    journal.add(page('b'))
    appendFileSync(join(ownFolder(data), 'registry-k.journal'), '{"found":[],"left":[],"nex')
    const again = open('2026-02-02T00:00:00Z')
    expect(again.pages.map(({ next }) => next)).toEqual(['a', 'b'])
    expect(again.head.begun).toBe('2026-01-01T00:00:00Z')
    again.add(page(null))
    expect(open('2026-03-03T00:00:00Z').pages.length).toBe(3)
  })

  it('remembers when the last one began, until all is asked for anew', () => {
    const journal = open('2026-01-01T00:00:00Z')
    journal.add(page(null))
    journal.finish()
    expect(open('2026-02-02T00:00:00Z')).toMatchObject({ pages: [], head: { since: '2026-01-01T00:00:00Z' } })
    expect(open('2026-03-03T00:00:00Z', true)).toMatchObject({ pages: [], head: { since: null } })
  })
})
