/** Which policies name a team among those who may answer. */
import { isArray, isObject, type JsonValue, own } from '@portcullis/engine'
import type { Database } from '../../store/sql/tables.ts'

/** Names of the policies whose version in force names a team, by the team. */
export async function teamUses(db: Database, organisation: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('policies')
    .innerJoin('policy_versions', (join) =>
      join.onRef('policy_versions.policy', '=', 'policies.id').onRef('policy_versions.number', '=', 'policies.version'),
    )
    .select(['policies.name', 'policy_versions.text'])
    .where('organisation', '=', organisation)
    .where('policies.name', 'is not', null)
    // Most documents name none, and need not be read.
    .where('policy_versions.text', 'like', '%team:%')
    .orderBy('policies.name')
    .execute()
  const uses = new Map<string, string[]>()
  for (const { name, text } of rows)
    for (const team of teamsIn(JSON.parse(text))) uses.set(team, [...(uses.get(team) ?? []), name ?? ''])
  return uses
}

const PREFIX = 'team:'

/** Teams that stand in a document, in any list of approvers. */
function teamsIn(document: JsonValue): ReadonlySet<string> {
  const found = new Set<string>()
  const open: JsonValue[] = [document]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const team of teamsOf(value)) found.add(team)
    for (const part of partsOf(value)) open.push(part)
  }
  return found
}

const partsOf = (value: JsonValue): readonly JsonValue[] =>
  isArray(value) ? value : isObject(value) ? Object.values(value) : []

function teamsOf(value: JsonValue): readonly string[] {
  const approvers = isObject(value) ? own(value, 'approvers') : undefined
  if (approvers === undefined || !isArray(approvers)) return []
  const words = approvers.filter((word) => typeof word === 'string')
  return words.filter((word) => word.startsWith(PREFIX)).map((word) => word.slice(PREFIX.length))
}
