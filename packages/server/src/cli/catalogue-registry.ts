/** Finds of a registry: page by page, kept in a journal, so that an import goes on where it was interrupted. */
import { createHash } from 'node:crypto'
import { addDropped, type FactSource, readRegistryPage } from '@portcullis/catalogue'
import { OFFICIAL_REGISTRY, readPage, registryAddress } from '../introspect/registry.ts'
import { type Journal, openJournal } from '../store/facts/journal.ts'
import { type Finds, failed } from './catalogue-finds.ts'

/** What is asked for. */
export interface RegistryImport {
  /** As it is given on the command line. */
  readonly registry: string
  /** RFC 3339; otherwise since the last import that was finished. */
  readonly since?: string | undefined
  readonly restart: boolean
  readonly dataFolder: string
  /** RFC 3339. */
  readonly now: string
  readonly signal: AbortSignal
  readonly tell: (text: string) => void
  /** Milliseconds of the first pause before a request is made again. */
  readonly firstPause?: number | undefined
}

/** The finds, and what is to be done once they were taken over. */
export interface RegistryFinds extends Finds {
  readonly finish: () => void
}

/** Pages that one import reads at most: two million servers. */
const MOST_PAGES = 20_000

function sourceOf(registry: URL): FactSource {
  return registry.origin === OFFICIAL_REGISTRY
    ? { source: 'mcp-official-registry', license: 'CC0-1.0' }
    : { source: registry.hostname.slice(0, 64), license: 'identifiers only' }
}

function findsOf({ pages, finish }: Journal, problem?: string): RegistryFinds {
  const dropped = pages.reduce<ReadonlyMap<string, number>>(
    (sum, { left }) => addDropped(sum, new Map(left)),
    new Map(),
  )
  return {
    found: pages.flatMap(({ found }) => found),
    dropped,
    problems: problem === undefined ? [] : [problem],
    finish: problem === undefined ? finish : () => undefined,
  }
}

/** Reads all pages that are missing. What came is given even where the rest could not be had. */
export async function registryFinds(wish: RegistryImport): Promise<RegistryFinds> {
  const address = registryAddress(wish.registry)
  if (address === undefined) {
    const problem = `${wish.registry} is no address of a registry: give one that begins with https://.`
    return { ...failed(problem), finish: () => undefined }
  }
  const key = createHash('sha256')
    .update(`${address.href} ${wish.since ?? ''}`)
    .digest('hex')
    .slice(0, 16)
  const journal = openJournal(wish.dataFolder, { key, registry: address.href }, wish.now, wish.restart)
  const { pages, problem } = await readMissing(wish, address, journal)
  return findsOf({ ...journal, pages }, problem)
}

async function readMissing(
  { since, signal, tell, firstPause }: RegistryImport,
  registry: URL,
  journal: Journal,
): Promise<{ readonly pages: Journal['pages']; readonly problem?: string }> {
  const pages = [...journal.pages]
  const source = sourceOf(registry)
  const updatedSince = since ?? journal.head.since ?? undefined
  const seen = new Set(pages.flatMap(({ next }) => next ?? []))
  if (pages.length > 0) tell(`Going on after ${pages.length} pages that were read before.`)
  let servers = pages.reduce((sum, { found }) => sum + found.length, 0)
  for (let next = pages.at(-1)?.next; next !== null && pages.length < MOST_PAGES; ) {
    const answer = await readPage({
      registry,
      cursor: next,
      updatedSince,
      signal,
      ...(firstPause !== undefined && { firstPause }),
      onPause: (why, milliseconds) => tell(`${why}: waiting ${Math.ceil(milliseconds / 1000)} s`),
    })
    if (!answer.ok) return { pages, problem: `${answer.problem}. ${remedy(pages.length, answer.status)}` }
    const { servers: found, left, nextCursor = null } = readRegistryPage(answer.page, source)
    if (nextCursor !== null && seen.has(nextCursor))
      return { pages, problem: `${registry.host} goes in circles: a cursor came twice. Tell whoever runs it.` }
    const page = { found, left: [...left], next: nextCursor }
    journal.add(page)
    pages.push(page)
    servers += found.length
    tell(`${registry.host}: ${pages.length} pages, ${servers} servers`)
    if (nextCursor !== null) seen.add(nextCursor)
    next = nextCursor
  }
  return { pages }
}

function remedy(pages: number, status: number | undefined): string {
  if (pages === 0) return 'Check the address and the connection, then try again.'
  const isCursor = status === 400 || status === 404 || status === 422
  return isCursor
    ? 'It may have forgotten the place: --restart begins anew.'
    : `What came so far is kept: the same command goes on after page ${pages}.`
}
