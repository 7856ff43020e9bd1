/** All resources of one type, in the order in which they came. */
import { parseFilter } from './filter.ts'
import { type Answer, type JsonObject, notFound, problem, type Resource } from './resource.ts'

/** What a list tool is asked. */
export interface PageQuery {
  readonly filter?: string | undefined
  /** 1–100; 20 when absent. */
  readonly page_size?: number | undefined
  /** From `meta.next_cursor` of the page before. */
  readonly page_cursor?: string | undefined
}

/** All resources of one type. */
export interface Collection {
  readonly type: string
  /** How many there are. */
  readonly size: number
  /** Adds one; without an id it gets the next. The newest 10,000 are kept: beyond them the oldest is forgotten. */
  add(attributes: JsonObject, options?: { readonly id?: string; readonly relationships?: JsonObject }): Resource
  get(id: string): Resource | undefined
  /** The first that passes the test. */
  find(test: (resource: Resource) => boolean): Resource | undefined
  /** Replaces the given attributes or relationships of one. */
  update(
    id: string,
    change: { readonly attributes?: JsonObject; readonly relationships?: JsonObject },
  ): Resource | undefined
  remove(id: string): boolean
  /** One, or an answer that says there is none. */
  answer(id: string): Answer
  /** One page of those that pass the filter, and those of them that pass `within`. */
  page(query: PageQuery, within?: (resource: Resource) => boolean): Answer
}

const KEPT = 10_000
const PAGE = 20

interface Entry {
  readonly place: number
  resource: Resource
}

/** An empty collection whose new resources get their ids from `nextId` (0, 1, 2 …). */
export function createCollection(type: string, nextId: (n: number) => string): Collection {
  const entries = new Map<string, Entry>()
  let places = 0

  function freeId(): string {
    let id = nextId(places)
    for (let n = places + 1; entries.has(id); n++) id = nextId(n)
    return id
  }

  return {
    type,
    get size() {
      return entries.size
    },
    add(attributes, { id = freeId(), relationships } = {}) {
      const resource: Resource = { type, id, attributes, ...(relationships && { relationships }) }
      entries.set(id, { place: places++, resource })
      const [oldest] = entries.size > KEPT ? entries.keys() : []
      if (oldest !== undefined) entries.delete(oldest)
      return resource
    },
    get: (id) => entries.get(id)?.resource,
    find(test) {
      for (const { resource } of entries.values()) if (test(resource)) return resource
      return undefined
    },
    update(id, change) {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      const { attributes, relationships } = entry.resource
      entry.resource = {
        ...entry.resource,
        attributes: { ...attributes, ...change.attributes },
        ...((relationships ?? change.relationships) && {
          relationships: { ...relationships, ...change.relationships },
        }),
      }
      return entry.resource
    },
    remove: (id) => entries.delete(id),
    answer(id) {
      const data = entries.get(id)?.resource
      return data === undefined ? notFound(type, id) : { data }
    },
    page: (query, within) => page(entries.values(), query, within),
  }
}

function page(entries: Iterable<Entry>, query: PageQuery, within?: (resource: Resource) => boolean): Answer {
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter)
  if (filter && 'error' in filter) return problem(400, 'invalid', filter.error)
  const after = query.page_cursor === undefined ? -1 : placeOf(query.page_cursor)
  if (after === undefined) return problem(400, 'invalid', 'The page_cursor is not one that a page before this gave.')
  const size = Math.floor(query.page_size ?? PAGE)

  const data: Resource[] = []
  let last = after
  for (const { place, resource } of entries) {
    if (place <= after || within?.(resource) === false || filter?.test(resource) === false) continue
    if (data.length === size) return { data, meta: { next_cursor: cursorOf(last) } }
    data.push(resource)
    last = place
  }
  return { data, meta: { next_cursor: null } }
}

function cursorOf(place: number): string {
  return Buffer.from(`after:${place}`).toString('base64url')
}

function placeOf(cursor: string): number | undefined {
  const found = /^after:(\d{1,15})$/.exec(Buffer.from(cursor.slice(0, 64), 'base64url').toString())
  return found ? Number(found[1]) : undefined
}
