/** Which grants use a server or a policy: said before either is taken away. */
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { type Problem, problem } from '../api/problem.ts'

/** A grant, or a template of grants. */
export interface GrantUse {
  readonly kind: 'grant' | 'template'
  readonly id: string
  readonly label: string
}

/** What is looked for: an id. */
export type Used = { readonly server: string } | { readonly policy: string }

/** Those that use it, by label; revoked grants use nothing. What is raised for a while counts as well. */
export async function grantsUsing(db: Database | Transaction, used: Used): Promise<readonly GrantUse[]> {
  const raised = 'policy' in used ? await raisedTo(db, used.policy) : []
  const column = 'server' in used ? 'server' : 'policy'
  const id = 'server' in used ? used.server : used.policy
  const reaching = db
    .selectFrom('grant_reaches')
    .select('holder')
    .where((eb) =>
      column === 'server' ? eb('server', '=', id) : eb.or([eb('policy', '=', id), eb('shadow', '=', id)]),
    )
  const grants = await db
    .selectFrom('grants')
    .select(['id', 'label'])
    .where('state', '!=', 'revoked')
    .where((eb) => eb.or([eb('id', 'in', reaching), ...(raised.length > 0 ? [eb('id', 'in', raised)] : [])]))
    .orderBy('label')
    .execute()
  const templates = await db
    .selectFrom('grant_templates')
    .select(['id', 'label'])
    .where('id', 'in', reaching)
    .orderBy('label')
    .execute()
  return [
    ...grants.map((row) => ({ kind: 'grant' as const, ...row })),
    ...templates.map((row) => ({ kind: 'template' as const, ...row })),
  ]
}

async function raisedTo(db: Database | Transaction, policy: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('grant_raises')
    .select('grant_id')
    .where('policy', '=', policy)
    .where('ended', 'is', null)
    .execute()
  return rows.map(({ grant_id }) => grant_id)
}

/** Uses that one answer names. */
const NAMED = 10

/** Why it cannot be taken away; undefined: nothing uses it. */
export async function usedBy(db: Database | Transaction, used: Used): Promise<Problem | undefined> {
  const uses = await grantsUsing(db, used)
  if (uses.length === 0) return undefined
  const what = 'server' in used ? 'server' : 'policy'
  const named = uses.slice(0, NAMED).map(({ kind, id, label }) => `the ${kind} "${label}" (${id})`)
  const more = uses.length > NAMED ? ` and ${uses.length - NAMED} more` : ''
  return problem('conflict', `The ${what} is used by ${named.join(', ')}${more}.`, {
    remedy: `Take it out of what they reach first; \`GET …/grants?${what}=…\` lists the grants.`,
  })
}
