/** From the database to what the gateway is told: everything, or what was touched. */
import type { FeedChange, FeedRows } from '../../ports/directory-feed.ts'
import type { Touched } from '../change/mutate.ts'
import type { Control } from '../control.ts'
import type { Source, Sources } from './sources.ts'

const KINDS = ['organisations', 'servers', 'policies', 'grants', 'kills'] as const satisfies readonly (keyof FeedRows)[]

/** Ids in one question to the database: a statement has a bounded number of parameters. */
const AT_ONCE = 500

/** Nothing touched. */
export function emptyTouched(): { readonly [Kind in keyof FeedRows]: Set<string> } {
  return { organisations: new Set(), servers: new Set(), policies: new Set(), grants: new Set(), kills: new Set() }
}

/** Adds what was touched. */
export function addTouched(all: { readonly [Kind in keyof FeedRows]: Set<string> }, more: Touched): void {
  for (const kind of KINDS) for (const id of more[kind]) all[kind].add(id)
}

/** Everything that is in force. */
export async function wholeChange(control: Control, sources: Sources): Promise<FeedChange> {
  const put = {
    organisations: await sources.organisations(control),
    servers: await sources.servers(control),
    policies: await sources.policies(control),
    grants: await sources.grants(control),
    kills: await sources.kills(control),
  }
  return { extent: 'whole', put, drop: { organisations: [], servers: [], policies: [], grants: [], kills: [] } }
}

/** What became of the rows that were touched. */
export async function partChange(control: Control, sources: Sources, touched: Touched): Promise<FeedChange> {
  const put = {
    organisations: await some(control, sources.organisations, touched.organisations),
    servers: await some(control, sources.servers, touched.servers),
    policies: await some(control, sources.policies, touched.policies),
    grants: await some(control, sources.grants, touched.grants),
    kills: await some(control, sources.kills, touched.kills),
  }
  const gone = (kind: keyof FeedRows): readonly string[] => {
    const there = new Set(put[kind].map(({ id }) => id))
    return [...touched[kind]].filter((id) => !there.has(id))
  }
  const drop = {
    organisations: gone('organisations'),
    servers: gone('servers'),
    policies: gone('policies'),
    grants: gone('grants'),
    kills: gone('kills'),
  }
  return { extent: 'part', put, drop }
}

async function some<Row>(control: Control, source: Source<Row>, ids: ReadonlySet<string>): Promise<readonly Row[]> {
  const wanted = [...ids]
  const rows: Row[] = []
  for (let at = 0; at < wanted.length; at += AT_ONCE)
    rows.push(...(await source(control, wanted.slice(at, at + AT_ONCE))))
  return rows
}
