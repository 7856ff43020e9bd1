/** What a visitor looks for, out of an address; and back. */
import { CATEGORIES, type Filters, type HitKind, RISK_LEVELS, type Transport, visible } from '@portcullis/catalogue'

/** A search as its address says it. Unknown values are left out. */
export interface SearchQuery {
  /** Visible, trimmed, at most 200 characters. */
  readonly text: string
  readonly filters: Filters
  /** 1 … {@link LAST_PAGE} */
  readonly page: number
}

/** Longest text that is searched. */
export const QUERY_LIMIT = 200

/** Hits on a page. */
export const PAGE_SIZE = 20

/** Later pages are not worth turning to: a narrower search is. */
export const LAST_PAGE = 9

/** All kinds of hits. */
export const KINDS: readonly HitKind[] = ['server', 'tool']

/** All transports. */
export const TRANSPORTS: readonly Transport[] = ['stdio', 'http', 'sse']

function one<T extends string>(of: readonly T[], text: string | null): T | undefined {
  const wanted = text?.toLowerCase()
  return of.find((value) => value.toLowerCase() === wanted)
}

/** Reads a query string. */
export function readQuery(params: URLSearchParams): SearchQuery {
  const category = one(CATEGORIES, params.get('category'))
  const risk = one(RISK_LEVELS, params.get('risk'))
  const transport = one(TRANSPORTS, params.get('transport'))
  const kind = one(KINDS, params.get('kind'))
  const page = Number(params.get('page') ?? 1)
  return {
    text: visible((params.get('q') ?? '').slice(0, QUERY_LIMIT)).trim(),
    filters: {
      ...(category !== undefined && { category }),
      ...(risk !== undefined && { risk }),
      ...(transport !== undefined && { transport }),
      ...(kind !== undefined && { kind }),
      ...(params.get('official') === 'yes' && { official: true }),
    },
    page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
  }
}

/** Whether anything is looked for. */
export function isSearch({ text, filters }: SearchQuery): boolean {
  return text !== '' || Object.keys(filters).length > 0
}

/** The address of a search. */
export function searchPath(query: {
  readonly text?: string
  readonly filters?: Filters
  readonly page?: number
}): string {
  const { text = '', filters = {}, page = 1 } = query
  const params = new URLSearchParams()
  if (text !== '') params.set('q', text)
  for (const name of ['kind', 'category', 'risk', 'transport'] as const) {
    const value = filters[name]
    if (value !== undefined) params.set(name, value.toLowerCase())
  }
  if (filters.official === true) params.set('official', 'yes')
  if (page > 1) params.set('page', String(page))
  return params.size === 0 ? '/catalogue' : `/catalogue?${params}`
}
