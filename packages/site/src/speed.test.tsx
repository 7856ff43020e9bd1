/** Budgets with all that ships: the first byte of a page, and the size of a tool's page. */
import { readdirSync, readFileSync } from 'node:fs'
import { type CatalogueIndex, openIndex } from '@portcullis/catalogue'
import { beforeAll, describe, expect, it } from 'vitest'
import { THOROUGH } from '../../../test/thorough.ts'
import { createSite } from './app.tsx'
import { slugOf } from './links.ts'

const FOLDER = new URL('../../catalogue/data/facts/', import.meta.url)

/** Bytes of a tool's page, before compression. */
const PAGE_BYTES = 30_000

/** Milliseconds to the first byte, at the 95th percentile. */
const FIRST_BYTE = 20

function openShipped(): CatalogueIndex {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
  const lines = names.sort().flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').split('\n'))
  return openIndex(lines, JSON.parse(readFileSync(new URL('head.json', FOLDER), 'utf8')))
}

/** Every `step`th tool of the index, as an address. */
function toolPaths(index: CatalogueIndex, step: number): readonly string[] {
  const paths: string[] = []
  let at = 0
  for (const server of index.servers()) {
    for (const tool of server.tools) {
      if (at++ % step === 0) paths.push(`/catalogue/${server.slug}/${slugOf(server, tool)}`)
    }
  }
  return paths
}

/**
 * Milliseconds of work for each page, fewest first. Work is counted by the processor's clock where that says less than the
 * wall's: tests run beside others, and a page does nothing but compute.
 */
async function times(app: ReturnType<typeof createSite>, asked: readonly string[]): Promise<readonly number[]> {
  const spent: number[] = []
  for (const path of asked) {
    const [begun, before] = [performance.now(), process.cpuUsage()]
    await app.request(path)
    const { user, system } = process.cpuUsage(before)
    spent.push(Math.min(performance.now() - begun, (user + system) / 1000))
  }
  return spent.sort((a, b) => a - b)
}

describe('with all that ships', () => {
  let index: CatalogueIndex
  let paths: readonly string[]
  let servers: readonly string[]
  beforeAll(() => {
    index = openShipped()
    paths = toolPaths(index, THOROUGH ? 261 : 1009)
    servers = [...index.servers()].filter((_, at) => at % 277 === 0).map(({ slug }) => `/catalogue/${slug}`)
  }, 60_000)

  const site = () =>
    createSite({ index, here: () => [], origin: 'http://127.0.0.1:4300', gateway: 'http://127.0.0.1:4100' })

  it('a tool’s page is small', async () => {
    const app = site()
    let largest = { path: '', bytes: 0 }
    for (const path of paths) {
      const response = await app.request(path)
      expect([path, response.status]).toEqual([path, 200])
      const bytes = (await response.arrayBuffer()).byteLength
      if (bytes > largest.bytes) largest = { path, bytes }
    }
    expect(largest.bytes, largest.path).toBeLessThan(PAGE_BYTES)
  }, 60_000)

  it('a page comes at once', async () => {
    const app = site()
    await app.request('/catalogue')
    // The best of three rounds, none of which asks for a page of another.
    const rounds: number[] = []
    for (const round of [0, 1, 2]) {
      const own = <T,>(all: readonly T[]): readonly T[] => all.filter((_, at) => at % 3 === round)
      const tools = own(paths).slice(0, 100)
      const found = tools.slice(0, 20).map((path) => `/catalogue?q=${path.split('/').at(-1)?.replaceAll('-', '+')}`)
      const spent = await times(app, [
        ...tools,
        ...own(servers).slice(0, 100),
        ...found,
        '/catalogue',
        '/risk/critical',
      ])
      const at = (share: number) => spent[Math.floor(spent.length * share)] ?? 0
      console.log(`${spent.length} pages: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`)
      rounds.push(at(0.95))
    }
    expect(Math.min(...rounds)).toBeLessThan(FIRST_BYTE)
  }, 60_000)
})
