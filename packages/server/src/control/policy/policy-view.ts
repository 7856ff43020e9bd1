/** Policies and their versions as the API shows them. */
import { z } from 'zod'
import type { PolicyDraftTable, PolicyVersionTable } from '../../store/sql/tables/policies.ts'
import type { Database } from '../../store/sql/tables.ts'
import { draftOf } from './draft.ts'
import { WARNING, type WarningView } from './judge-text.ts'
import type { PolicyRow } from './policy.ts'
import { type PolicyUse, usesOf } from './usage.ts'

/** A version without its text. */
export const VERSION_SUMMARY = z.object({
  number: z.int(),
  digest: z.string().describe('SHA-256 of the text.'),
  author: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  reason: z.string(),
  restores: z.int().nullable().describe('The version that it brought back.'),
  created: z.int(),
})

/** A version. */
export const VERSION_VIEW = VERSION_SUMMARY.extend({ text: z.string() })

/** A policy in a list. */
export const POLICY_SUMMARY = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.int(),
  revision: z.int(),
  created: z.int(),
})

/** A draft without its text. */
const DRAFT_SUMMARY = z.object({
  author: z.string(),
  base: z.int().describe('The version that it began with.'),
  saved: z.int(),
})

/** A policy. */
export const POLICY_VIEW = POLICY_SUMMARY.extend({
  inForce: VERSION_VIEW,
  draft: DRAFT_SUMMARY.nullable().describe('The draft beside it; null: there is none.'),
  uses: z
    .array(
      z.object({ kind: z.enum(['organisation', 'server', 'grant', 'template']), id: z.string(), label: z.string() }),
    )
    .readonly()
    .describe('Where it holds.'),
})

/** A policy that was just saved. */
export const SAVED_VIEW = POLICY_SUMMARY.extend({
  inForce: VERSION_SUMMARY,
  warnings: z.array(WARNING).readonly().describe('What is odd about the document; it is in force all the same.'),
})

/** A draft. */
export const DRAFT_VIEW = DRAFT_SUMMARY.extend({ text: z.string() })

export function viewVersion(row: PolicyVersionTable): z.input<typeof VERSION_VIEW> {
  const { author_kind: kind, author: id, author_name: name, ...shown } = row
  return { ...shown, author: { kind, id, name } }
}

export async function viewPolicy(
  db: Database,
  policy: PolicyRow,
  inForce: PolicyVersionTable,
): Promise<z.input<typeof POLICY_VIEW>> {
  const uses: readonly PolicyUse[] = await usesOf(db, policy)
  const draft = await draftOf(db, policy.id)
  return { ...policy, inForce: viewVersion(inForce), draft: draft === undefined ? null : viewDraft(draft), uses }
}

export function viewSaved(
  policy: PolicyRow,
  inForce: PolicyVersionTable,
  warnings: readonly WarningView[],
): z.input<typeof SAVED_VIEW> {
  return { ...policy, inForce: viewVersion(inForce), warnings }
}

export function viewDraft({ text, author_name: author, base, saved }: PolicyDraftTable): z.input<typeof DRAFT_VIEW> {
  return { text, author, base, saved }
}
