/** What decisions are narrowed to: in the address, in the question to the API, and for those that are told live. */
import type { Answer, Asking } from '../../api/api.ts'

/** A decision in a list. */
export type Decision = Answer<'audit.decisions.list'>['items'][number]

/** What the API is asked for. */
export type DecisionQuery = NonNullable<Asking<'audit.decisions.list'>['query']>

/** What can be narrowed, by the name it has in the address. */
export const FILTERS = [
  'text',
  'effect',
  'server',
  'tool',
  'grant',
  'code',
  'risk',
  'category',
  'outcome',
  'policy',
  'approval',
  'since',
] as const

/** One of them. */
export type FilterName = (typeof FILTERS)[number]

/** What was chosen; what is missing is not narrowed. */
export type Filter = Readonly<Partial<Record<FilterName, string>>>

/** Out of an address. Empty values count as none. */
export function filterIn(search: URLSearchParams): Filter {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = search.get(name)?.slice(0, 200) ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )
}

/** Spans that can be chosen: milliseconds before now. */
export const SPANS: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 }

/** The question. @param now milliseconds since 1970, to which spans are relative */
export function queryOf(filter: Filter, now: number): DecisionQuery {
  const { since, effect, ...rest } = filter
  const span = since !== undefined && Object.hasOwn(SPANS, since) ? SPANS[since] : undefined
  return {
    ...rest,
    ...((effect === 'allow' || effect === 'deny') && { effect }),
    ...(span !== undefined && { since: now - span }),
  }
}

const EQUALS = ['effect', 'server', 'tool', 'grant', 'code', 'risk', 'category', 'policy'] as const
const SEARCHED = ['tool', 'target', 'code', 'rule', 'withheld_by'] as const

/** Whether a decision that was told is one of those that were asked for. */
export function fits(decision: Decision, filter: Filter): boolean {
  if (!EQUALS.every((name) => filter[name] === undefined || decision[name] === filter[name])) return false
  if (filter.approval !== undefined && decision.approval?.id !== filter.approval) return false
  if (filter.outcome !== undefined && decision.outcome !== filter.outcome) return false
  const text = filter.text?.toLowerCase()
  return text === undefined || SEARCHED.some((name) => decision[name]?.toLowerCase().includes(text))
}

/** Told ones before those that were read; each once, as it was told last. */
export function joined(told: readonly Decision[], read: readonly Decision[]): readonly Decision[] {
  const byId = new Map(told.map((decision) => [decision.id, decision]))
  const known = new Set(read.map(({ id }) => id))
  return [...told.filter(({ id }) => !known.has(id)), ...read.map((decision) => byId.get(decision.id) ?? decision)]
}
