/** What the database of an ended process has, and whether all of it is whole. */
import type { InstalledDatabase } from './installed-database.ts'

/** A grant with everything that belongs to it. */
interface GrantRow {
  readonly id: string
  readonly state: string
  readonly digests: readonly string[]
  /** Records of another token. */
  readonly rotations: number
}

/** What was made by changes. */
export interface ChangedRows {
  /** By their labels. */
  readonly grants: ReadonlyMap<string, GrantRow>
  /** The version in force, by the name of the policy. */
  readonly versions: ReadonlyMap<string, number>
  /** Records of the organisation. */
  readonly records: number
  /** What is half made: empty. */
  readonly faults: readonly string[]
}

/** Reads the database of the control plane. */
export async function changedRows(database: InstalledDatabase): Promise<ChangedRows> {
  const recorded = await recordsOf(database)
  const policies = await policiesOf(database, recorded)
  const grants = await grantsOf(database, recorded)
  return {
    grants: grants.rows,
    versions: policies.versions,
    records: recorded.all,
    faults: [...grants.faults, ...policies.faults],
  }
}

interface Recorded {
  readonly all: number
  of(action: string, object: string): number
  count(action: string): number
}

async function recordsOf(database: InstalledDatabase): Promise<Recorded> {
  const rows = await database.rows<{ action: string; object: string }>(
    "SELECT action, object FROM changes WHERE organisation = 'local' ORDER BY seq",
  )
  const counts = new Map<string, number>()
  const add = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const { action, object } of rows) {
    add(action)
    add(`${action} ${object}`)
  }
  return {
    all: rows.length,
    of: (action, object) => counts.get(`${action} ${object}`) ?? 0,
    count: (action) => counts.get(action) ?? 0,
  }
}

async function grantsOf(database: InstalledDatabase, recorded: Recorded) {
  const faults: string[] = []
  const rows = new Map<string, GrantRow>()
  const found = await database.rows<{ id: string; label: string; state: string; reaches: number }>(
    'SELECT id, label, state, (SELECT count(*) FROM grant_reaches WHERE holder = grants.id) AS reaches FROM grants',
  )
  const tokens = await tokensOf(database)
  for (const { id, label, state, reaches } of found) {
    const digests = tokens.get(id) ?? []
    rows.set(label, { id, state, digests, rotations: recorded.of('grant.rotate', id) })
    const revoked = state === 'revoked' ? 1 : 0
    const whole =
      reaches === 1 &&
      recorded.of('grant.create', id) === 1 &&
      recorded.of('grant.revoke', id) === revoked &&
      digests.length === 1 - revoked
    if (!whole) faults.push(`${label} is half made: ${state}, ${reaches} servers, ${digests.length} tokens`)
    tokens.delete(id)
  }
  if (recorded.count('grant.create') !== found.length)
    faults.push(`${recorded.count('grant.create')} grants are recorded, and ${found.length} are there`)
  if (tokens.size > 0) faults.push(`${tokens.size} grants have tokens, and are not there`)
  return { rows, faults }
}

/** Digests by grant. */
async function tokensOf(database: InstalledDatabase): Promise<Map<string, string[]>> {
  const tokens = new Map<string, string[]>()
  for (const { grant, digest } of await database.rows<{ grant: string; digest: string }>(
    'SELECT grant_id AS "grant", digest FROM grant_tokens',
  ))
    tokens.set(grant, [...(tokens.get(grant) ?? []), digest])
  return tokens
}

async function policiesOf(database: InstalledDatabase, recorded: Recorded) {
  const faults: string[] = []
  const versions = new Map<string, number>()
  const found = await database.rows<{ id: string; name: string; version: number; count: number; last: number }>(
    'SELECT id, name, version, count(*) AS count, max(number) AS last FROM policies JOIN policy_versions ON policy = id GROUP BY id',
  )
  for (const { id, name, version, count, last } of found) {
    versions.set(name, version)
    const saved = recorded.of('policy.create', id) + recorded.of('policy.save', id)
    if (version !== last || version !== count || saved !== count)
      faults.push(`${name}: version ${version} holds, ${count} are there up to ${last}, and ${saved} are recorded`)
  }
  return { versions, faults }
}
