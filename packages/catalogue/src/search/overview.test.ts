import { describe, expect, it } from 'vitest'
import { gather } from '../import/gather.ts'
import { readLine } from '../import/read-lines.ts'
import { writeShards } from '../import/shards.ts'
import { toolSlugs } from '../slugs.ts'
import { openIndex } from './open-index.ts'

const TOOLS: Readonly<Record<string, readonly string[]>> = {
  'github.com/acme/crm': ['get_profile', 'getProfile', 'create_profile', 'delete_profile', 'purge_database'],
  'github.com/acme/shop': ['get_profile', 'get_profile_picture', 'pay_invoice'],
  'github.com/acme/empty': [],
}
const rows = Object.entries(TOOLS).flatMap(([id, names]) => [
  { id, name: id, from: 'list', official: id.endsWith('shop') },
  ...names.map((name) => ({ server: id, name, source: 'list' })),
])
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify(row)) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const index = openIndex(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)

describe('the overview', () => {
  it('counts servers and tools', () => {
    const overview = index.overview()
    expect(overview).toMatchObject({ servers: 3, tools: 8, known: 2, official: 1 })
    expect(overview.categories).toEqual({ Read: 4, Write: 1, Execute: 0, Destructive: 2, Financial: 1 })
    expect(Object.values(overview.risks).reduce((a, b) => a + b)).toBe(8)
    expect(overview.riskiest).toEqual([
      { server: 'github.com/acme/crm', critical: 2, tools: 5 },
      { server: 'github.com/acme/shop', critical: 1, tools: 3 },
    ])
    expect(index.overview()).toBe(overview)
  })
})

describe('tools of the same name elsewhere', () => {
  it('are found by all words, one of each server', () => {
    expect(index.namesakes(['get', 'profile']).map(({ serverName, name }) => [serverName, name])).toEqual([
      ['github.com/acme/shop', 'get_profile'],
      ['github.com/acme/crm', 'get_profile'],
    ])
    expect(index.namesakes(['profile'], { category: 'Destructive' }).map(({ name }) => name)).toEqual([
      'delete_profile',
    ])
    expect(index.namesakes(['profil'])).toEqual([])
    expect(index.namesakes([])).toEqual([])
    expect(index.namesakes(['profile'], {}, 1)).toHaveLength(1)
  })

  it('are linked to as their own pages are', () => {
    const slugs = toolSlugs(TOOLS['github.com/acme/crm'] ?? [])
    for (const tool of TOOLS['github.com/acme/crm'] ?? []) {
      const link = index.toolLink({ kind: 'tool', server: 'github.com/acme/crm', tool, score: 1 })
      expect(link).toMatchObject({ server: 'acme-crm', name: tool, slug: slugs.get(tool) })
    }
    expect(index.toolLink({ kind: 'tool', server: 'github.com/acme/crm', tool: 'none', score: 1 })).toBeUndefined()
    expect(index.toolLink({ kind: 'server', server: 'github.com/acme/crm', score: 1 })).toBeUndefined()
  })
})

describe('an entry', () => {
  it('is the same object when it is read again', () => {
    expect(index.entry('acme-crm')).toBe(index.entry('github.com/acme/crm'))
    expect(index.entry('none')).toBeUndefined()
  })
})
