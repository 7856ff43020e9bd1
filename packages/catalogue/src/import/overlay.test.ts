import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'
import { type FactLines, layOver, overlayFacts, replaceFacts } from './overlay.ts'
import { readLine } from './read-lines.ts'
import { listedTools, locatedServer } from './read-located.ts'
import type { Found, ServerFacts } from './server-facts.ts'
import { readEntries, writeShards } from './shards.ts'
import { compareFacts } from './tally.ts'

const DAY = '2026-01-02'
const LATER = '2026-03-04'
const live = { source: 'list', license: 'MIT' }

function rows(...lines: readonly object[]): readonly Found[] {
  return lines.flatMap((line) => readLine(JSON.stringify({ source: 'list', license: 'MIT', ...line })) ?? [])
}

const server = (name: string) => ({ id: `github.com/acme/${name}`, name, from: 'list' })
const tool = (of: string, name: string) => ({ server: `github.com/acme/${of}`, name })

function linesOf(servers: readonly ServerFacts[], base?: FactLines): FactLines {
  const { head, shards } = writeShards(servers, base?.head)
  return { head, lines: [...shards.values()].flatMap((text) => text.split('\n')).filter((line) => line !== '') }
}

/** What a live server lists. */
function asked(id: string, ...names: readonly string[]): readonly Found[] {
  const found = locatedServer({ name: 'x', transport: 'stdio', id }, live)
  return found === undefined
    ? []
    : listedTools(
        found,
        names.map((name) => ({ name })),
        live,
      ).found
}

const sorted = (servers: readonly ServerFacts[]) => servers.toSorted((a, b) => (a.id < b.id ? -1 : 1))

describe('tools that a server no longer lists', () => {
  const known = gather([], rows(server('a'), tool('a', 'get_x'), tool('a', 'delete_x')), DAY).servers

  it('are removed, and the removal is noted', () => {
    const { servers, met } = gather(known, asked('github.com/acme/a', 'get_x', 'get_y'), LATER)
    expect(servers[0]?.tools.map(({ name }) => name)).toEqual(['get_x', 'get_y'])
    expect(servers[0]?.changes).toEqual([
      { day: LATER, what: 'tool removed', tool: 'delete_x' },
      { day: LATER, what: 'tool added', tool: 'get_y' },
    ])
    expect(compareFacts(known, servers, met).tally).toMatchObject({
      changed: 1,
      toolsAdded: 1,
      toolsRemoved: 1,
      unchanged: 0,
    })
    const again = gather(servers, asked('github.com/acme/a', 'get_x', 'get_y'), '2026-04-05')
    expect(again.servers).toEqual(servers)
    expect(compareFacts(servers, again.servers, again.met).tally).toMatchObject({ changed: 0, unchanged: 1 })
  })

  it('stay when a list is empty, or when a compiler does not name them', () => {
    expect(gather(known, asked('github.com/acme/a'), LATER).servers[0]?.tools.length).toBe(2)
    expect(gather(known, rows(server('a'), tool('a', 'get_x')), LATER).servers[0]?.tools.length).toBe(2)
  })
})

describe('imports laid over the facts that ship', () => {
  const shipped = gather([], rows(server('a'), tool('a', 'get_x'), tool('a', 'drop_x'), server('b')), DAY).servers
  const ships = linesOf(shipped)
  const after = gather(shipped, [...asked('github.com/acme/a', 'get_x'), ...rows(server('c'))], LATER).servers
  const own = linesOf(compareFacts(shipped, after, new Set()).servers, ships)

  it('give all that was gathered, in both ways', () => {
    for (const { lines, head } of [replaceFacts(ships, own), overlayFacts(ships, own)])
      expect(sorted(readEntries(lines, head))).toEqual(sorted(after))
  })

  it('follow an update of what ships: newer tools come, removed ones stay away', () => {
    const update = rows(server('a'), tool('a', 'get_x'), tool('a', 'drop_x'), tool('a', 'new_x'), server('d'))
    const { lines, head } = overlayFacts(linesOf(gather([], update, '2026-05-06').servers), own)
    const servers = readEntries(lines, head)
    expect(servers.map(({ id }) => id).sort()).toEqual(['a', 'c', 'd'].map((name) => `github.com/acme/${name}`))
    const a = servers.find(({ id }) => id.endsWith('/a'))
    expect(a?.tools.map(({ name }) => name)).toEqual(['get_x', 'new_x'])
    expect(a?.firstSeen).toBe(DAY)
  })

  it('are met under another identity, and give way where a slug is taken', () => {
    const pkg = { registry: 'npm', name: 'acme-mail' }
    const bare = gather([], rows({ id: 'npm:acme-mail', name: 'mail', from: 'x', package: pkg }), DAY).servers
    const owner = rows({ ...server('mail'), repository: 'https://github.com/acme/mail', package: pkg })
    const whole = linesOf(
      gather([], [...owner, ...rows({ id: 'npm:acme-mail', name: 'm', from: 'x', package: pkg })], DAY).servers,
    )
    const { lines, head } = overlayFacts(whole, linesOf(bare))
    expect(readEntries(lines, head).map(({ id, slug }) => [id, slug])).toEqual([['github.com/acme/mail', 'acme-mail']])
    const [first] = gather([], rows({ id: 'web:a.b', name: 'x', from: 'l' }), DAY).servers
    const [second] = gather([], rows({ id: 'web:a-b', name: 'x', from: 'l' }), DAY).servers
    const both = overlayFacts(linesOf([first!]), linesOf([second!]))
    const slugs = readEntries(both.lines, both.head).map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(2)
  })

  it('keep the label that ships for a definition that is the same', () => {
    const [a] = shipped
    const old = { ...a!, tools: a!.tools.map((one) => ({ ...one, mark: { ...one.mark, risk: 'Low' as const } })) }
    expect(layOver(a!, old).tools).toEqual(a!.tools)
  })
})
