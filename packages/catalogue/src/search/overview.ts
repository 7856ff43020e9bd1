/** Counts over the whole index. */
import type { Transport } from '../entry.ts'
import { CATEGORIES, type Category, RISK_LEVELS, type RiskLevel } from '../risk.ts'
import { keepBest, type Ranked } from './best.ts'
import type { Documents } from './documents.ts'
import { type Filters, passes, TRANSPORTS } from './filters.ts'

/** A server with many tools of Critical risk. */
export interface RiskyServer {
  /** Its identity: `index.entry` has the rest. */
  readonly server: string
  readonly critical: number
  readonly tools: number
}

/** What the index holds, in numbers. */
export interface Overview {
  readonly servers: number
  readonly tools: number
  /** Servers with at least one known tool. */
  readonly known: number
  /** Servers of the vendors themselves. */
  readonly official: number
  /** Tools of each category. */
  readonly categories: Readonly<Record<Category, number>>
  /** Tools of each level. */
  readonly risks: Readonly<Record<RiskLevel, number>>
  /** Servers of each transport; one server may have several. */
  readonly transports: Readonly<Record<Transport, number>>
  /** The servers with the most Critical tools, most first. */
  readonly riskiest: readonly RiskyServer[]
}

/** How many of the riskiest are kept. */
const RISKIEST = 24

function counter({ bits }: Documents): (filters: Filters) => number {
  return (filters) => {
    const pass = passes(filters)
    let count = 0
    for (const one of bits) if (pass(one)) count++
    return count
  }
}

function each<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>
}

function riskiest({ names, servers, bits }: Documents): Pick<Overview, 'known' | 'riskiest'> {
  const isCritical = passes({ kind: 'tool', risk: 'Critical' })
  const tools = new Uint32Array(servers.length)
  const critical = new Uint32Array(servers.length)
  servers.forEach((server, document) => {
    if (server === document) return
    tools[server] = (tools[server] ?? 0) + 1
    if (isCritical(bits[document] ?? 0)) critical[server] = (critical[server] ?? 0) + 1
  })
  const best: Ranked[] = []
  let known = 0
  tools.forEach((count, document) => {
    if (count === 0) return
    known++
    keepBest(best, { document, score: critical[document] ?? 0 }, RISKIEST)
  })
  const worst = best.map(({ document, score }) => ({
    server: names[document] ?? '',
    critical: score,
    tools: tools[document] ?? 0,
  }))
  return { known, riskiest: worst }
}

/** Counts all documents: some twenty passes over one column of numbers, about a millisecond each. */
export function overviewOf(documents: Documents): Overview {
  const count = counter(documents)
  return {
    servers: count({ kind: 'server' }),
    tools: count({ kind: 'tool' }),
    official: count({ kind: 'server', official: true }),
    categories: each(CATEGORIES, (category) => count({ kind: 'tool', category })),
    risks: each(RISK_LEVELS, (risk) => count({ kind: 'tool', risk })),
    transports: each(TRANSPORTS, (transport) => count({ kind: 'server', transport })),
    ...riskiest(documents),
  }
}
