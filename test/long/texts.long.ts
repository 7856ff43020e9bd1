/** The texts of the catalogue that ships: all of them with `EVERY_PAGE=1`, else every report of a tool and a drawn part of the rest. */
import { readdirSync, readFileSync } from 'node:fs'
import { CATEGORIES, type FactsHead, openIndex, plain, serverReport, toolReport } from '@portcullis/catalogue'
import { parsePolicy } from '@portcullis/engine'
import { createSite } from '@portcullis/site'
import { describe, expect, it } from 'vitest'
import { readShard } from '../../packages/catalogue/src/import/shards.ts'
import { flaws, serverTexts } from '../../packages/catalogue/src/report/flaws.ts'
import { wrongPolicies } from '../../packages/catalogue/src/report/in-force.ts'
import { drawn, oftenSaid, wording } from '../../packages/catalogue/src/report/repetition.ts'

const FOLDER = new URL('../../packages/catalogue/data/facts/', import.meta.url)

/** Bytes of a tool’s page, before compression. */
const PAGE_BYTES = 30_000

const EVERY = process.env['EVERY_PAGE'] === '1'
/** Of a list so many, drawn; all where all are wanted. */
const some = <Item>(items: readonly Item[], many: number): readonly Item[] => (EVERY ? items : drawn(items, many, 7))

const head: FactsHead = JSON.parse(readFileSync(new URL('head.json', FOLDER), 'utf8'))
const shards = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
const text = shards.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('')
const index = openIndex(text.split('\n'), head)
const servers = readShard(text, head)
const pages = servers.flatMap((server) => server.tools.map((tool) => ({ server, tool })))

describe(`the reports on all ${pages.length} tools that ship`, () => {
  it('are English, each of its own wording within its server', () => {
    for (const server of servers) {
      const said = new Set<string>()
      for (const tool of server.tools) {
        const report = toolReport(index, server, tool)
        expect(flaws(report), `${server.id} ${tool.name}`).toEqual([])
        expect(plain(report.summary).length, `${server.id} ${tool.name}`).toBeLessThanOrEqual(160)
        said.add(wording(report))
      }
      expect(said.size, server.id).toBe(server.tools.length)
    }
  })

  it('have policies that the engine reads and that do what the page says: 5,000 of them', () => {
    for (const { server, tool } of drawn(pages, 5_000, 7))
      expect(wrongPolicies(tool, toolReport(index, server, tool)), `${server.id} ${tool.name}`).toEqual([])
  })

  it.each([1, 2, 3])('say no sentence on a tenth of 2,000 pages drawn at random, drawing %i', (seed) => {
    const reports = drawn(pages, 2_000, seed).map(({ server, tool }) => toolReport(index, server, tool))
    expect(oftenSaid(reports, 0.1)).toEqual([])
  })

  it.each(CATEGORIES)('say no sentence on a quarter of the pages of a category: %s', (category) => {
    const own = pages.filter(({ tool }) => tool.mark.category === category)
    const reports = drawn(own, 1_000, 4).map(({ server, tool }) => toolReport(index, server, tool))
    expect(oftenSaid(reports, 0.25)).toEqual([])
  })

  it('make small pages', async () => {
    const site = createSite({
      index,
      here: () => [],
      origin: 'http://127.0.0.1:4300',
      gateway: 'http://127.0.0.1:4100',
    })
    for (const { server, tool } of some(pages, 10_000)) {
      const { slug } = toolReport(index, server, tool).tool
      const response = await site.request(`/catalogue/${server.slug}/${slug}`)
      const { byteLength } = await response.arrayBuffer()
      expect([response.status, byteLength < PAGE_BYTES], `${server.slug}/${slug}: ${byteLength}`).toEqual([200, true])
    }
  })
})

it('the reports on the servers that ship are English, with policies that the engine reads', () => {
  for (const server of some(servers, 15_000)) {
    const report = serverReport(index, server)
    expect(
      serverTexts(report).flatMap((prose) => flaws(prose)),
      server.id,
    ).toEqual([])
    expect(plain(report.summary).length, server.id).toBeLessThanOrEqual(160)
    expect(report.policy === undefined || parsePolicy(JSON.stringify(report.policy)).ok, server.id).toBe(true)
  }
})
