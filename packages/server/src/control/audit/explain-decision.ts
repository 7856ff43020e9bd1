/** One decision, with what explains it: the rule in the version of the policy that decided, what it took, what a draft would do. */
import { isObject, type JsonObject, type JsonValue } from '@portcullis/engine'
import { z } from 'zod'
import type { DecisionTable, IndexedDecisionTable } from '../../store/sql/tables/audit.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { AuditIndex } from './audit-index.ts'
import { DECISION_VIEW, type DecisionView, viewDecision } from './decision-view.ts'

/** A decision and its explanation. */
export const EXPLAINED_DECISION = DECISION_VIEW.extend({
  arguments: z.array(z.string()).describe('Names of the arguments that the tool’s schema knows.'),
  other_arguments: z.int().describe('How many more there were.'),
  claims: z.array(z.record(z.string(), z.unknown())).describe('What the call took from counters.'),
  warnings: z.array(z.record(z.string(), z.unknown())).describe('Shares of limits that this very call reached.'),
  shadowed: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What shadow mode would have done, and by which rule.'),
  policy_name: z.string().optional(),
  rule_text: z.unknown().optional().describe('The rule as the policy had it then, where it is kept.'),
  recorded_in: z
    .string()
    .optional()
    .describe('The log that holds the line, machine and path: with several gateways each has its own.'),
  lacks: z.array(z.string()).describe('What the log cannot tell.'),
})

type Explained = z.input<typeof EXPLAINED_DECISION>

/** What the log does not hold. */
const LACKS = [
  'the values of arguments: the log holds names, kinds and digests',
  'what a condition would have found that no policy in force asked',
  'what counters held at that time',
]

/** Where policies and decisions are. */
interface Places {
  readonly db: Database
  readonly audit: Pick<AuditIndex, 'db'>
}

/** Explains a row. */
export async function explainDecision({ db, audit }: Places, row: IndexedDecisionTable): Promise<Explained> {
  const line = lineOf(row)
  const { args, otherArgs, claims, warnings, shadow } = line
  const view: DecisionView = viewDecision(row)
  return {
    ...view,
    arguments: isObject(args) ? Object.keys(args) : [],
    other_arguments: typeof otherArgs === 'number' ? otherArgs : 0,
    claims: objectsIn(claims),
    warnings: objectsIn(warnings),
    ...(isObject(shadow) && { shadowed: shadow }),
    ...(await policyOf(db, row)),
    ...(await logOf(audit.db, row)),
    lacks: LACKS,
  }
}

/** The line as it was recorded. */
export function lineOf({ line }: DecisionTable): JsonObject {
  const parsed: JsonValue = JSON.parse(line)
  return isObject(parsed) ? parsed : {}
}

async function logOf(
  index: Database,
  { organisation, writer }: IndexedDecisionTable,
): Promise<Pick<Explained, 'recorded_in'>> {
  const found = await index
    .selectFrom('log_places')
    .select('known_as')
    .where('organisation', '=', organisation)
    .where('writer', '=', writer)
    .executeTakeFirst()
  return found === undefined || found.known_as === '' ? {} : { recorded_in: found.known_as }
}

const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

async function policyOf(
  db: Database,
  { organisation, policy, policy_version, rule }: DecisionTable,
): Promise<Pick<Explained, 'policy_name' | 'rule_text'>> {
  const number = Number(policy_version)
  if (policy === '' || !Number.isSafeInteger(number)) return {}
  const found = await db
    .selectFrom('policies')
    .innerJoin('policy_versions', 'policy_versions.policy', 'policies.id')
    .select(['policies.known_as', 'policy_versions.text'])
    .where('policies.organisation', '=', organisation)
    .where('policies.id', '=', policy)
    .where('policy_versions.number', '=', number)
    .executeTakeFirst()
  if (found === undefined) return {}
  const text = at(found.text, rule)
  return { policy_name: found.known_as, ...(text !== undefined && { rule_text: text }) }
}

/** What a JSON Pointer (RFC 6901) leads to; undefined where it leads nowhere, or the text is no plain JSON. */
function at(text: string, pointer: string): JsonValue | undefined {
  if (!pointer.startsWith('/')) return undefined
  let value: JsonValue | undefined
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as JsonObject)[key]
  }
  return value
}
