/** No promise without a test, and no test that cites a promise nobody made. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { REQUIREMENTS } from './requirements.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SELF = ['requirements.ts', 'coverage.test.ts']

/** Sources in which titles of tests stand: tests, contracts, and the tables of the product's tests. */
function sources(): readonly string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
  const packages = below('packages').filter((path) => /\/src\/.*\.(?:test|contract)\.ts$/.test(path))
  const product = below('test').filter((path) => path.endsWith('.ts') && !path.includes('/long/'))
  return [...packages, ...product].filter((path) => !path.includes('node_modules') && !SELF.includes(basename(path)))
}

/** Ids at the beginning of a text: `'[area.promise] [another.one] title'`. */
const CITATION = /['"`]((?:\[[a-z]+\.[a-z0-9-]+\] ?)+)/g

const cited = new Map<string, string[]>()
for (const path of sources()) {
  for (const [, ids = ''] of readFileSync(join(ROOT, path), 'utf8').matchAll(CITATION)) {
    for (const [, id = ''] of ids.matchAll(/\[([^\]]+)\]/g)) cited.set(id, [...(cited.get(id) ?? []), path])
  }
}

describe('promises', () => {
  it('each have a test', () => {
    expect([...REQUIREMENTS.keys()].filter((id) => !cited.has(id))).toEqual([])
  })

  it('are made where a test cites one', () => {
    expect([...cited].filter(([id]) => !REQUIREMENTS.has(id))).toEqual([])
  })

  it('say what must hold and where that comes from', () => {
    expect(REQUIREMENTS.size).toBeGreaterThan(70)
    for (const [id, { source, text }] of REQUIREMENTS) {
      expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/)
      expect(text).toMatch(/^[A-Z].+\.$/)
      const [file = ''] = source.split(',')
      if (file.endsWith('.md')) expect([id, existsSync(join(ROOT, file))]).toEqual([id, true])
    }
  })

  it('from our own documents are laws and promises that stand there', () => {
    for (const [id, { source }] of REQUIREMENTS) {
      const [, file, word, number] = /^(.+\.md), (law|promise) (\d+)$/.exec(source) ?? []
      if (file === undefined) continue
      const heading = word === 'law' ? '## Laws' : '## Promises'
      const [, section = ''] = readFileSync(join(ROOT, file), 'utf8').split(heading)
      expect([id, section.split('\n## ')[0]?.includes(`\n${number}. `)]).toEqual([id, true])
    }
  })
})
