/** The document that is asked about: a text, a version of a policy, or its draft. */
import type { Layer } from '@portcullis/engine'
import { z } from 'zod'
import { isProblem, type Problem, wrongField } from '../../api/problem.ts'
import type { Context } from '../../context.ts'
import { readDraft } from '../draft.ts'
import { judgeText } from '../judge-text.ts'
import { findPolicy, POLICY_TEXT, versionOf } from '../policy.ts'

const policyName = z.string().max(64).describe('Name or id of a policy.')

/** How it is named. */
export const DOCUMENT = z
  .union([
    z.strictObject({
      text: POLICY_TEXT,
      policy: policyName.optional().describe('The policy that it would be a version of.'),
    }),
    z.strictObject({
      policy: policyName,
      version: z.int().min(1).optional().describe('Without it: the one in force.'),
    }),
    z.strictObject({ policy: policyName, draft: z.literal(true) }),
  ])
  .describe('A text, a version of a policy, or its draft.')

export type DocumentWish = z.output<typeof DOCUMENT>

/** Id of a text that belongs to no policy: its counters are nobody's. */
const UNSAVED = 'unsaved'

/** A document's text. */
export interface DocumentText {
  /** Id of its policy. */
  readonly id: string
  /** Number of its version; empty: it is none. */
  readonly version: string
  readonly text: string
}

/** Finds the text; it may be wrong. @param field where it was named, such as `/body/document` */
export async function findText(
  context: Pick<Context, 'control' | 'organisation'>,
  wish: DocumentWish,
  field: string,
): Promise<DocumentText | Problem> {
  if ('text' in wish && wish.policy === undefined) return { id: UNSAVED, version: '', text: wish.text }
  const { control, organisation } = context
  const called = wish.policy ?? UNSAVED
  const policy = await findPolicy(control.db, organisation, called)
  if (isProblem(policy))
    return wrongField(`${field}/policy`, `There is no policy \`${called}\`.`, 'Name a policy of this organisation.')
  if ('text' in wish) return { id: policy.id, version: '', text: wish.text }
  if ('draft' in wish) {
    const draft = await readDraft(context, policy.id)
    if (isProblem(draft)) return wrongField(`${field}/draft`, 'The policy has no draft.', 'Save one first.')
    return { id: policy.id, version: '', text: draft.text }
  }
  const number = wish.version ?? policy.version
  const version = await versionOf(control.db, policy.id, number)
  return version === undefined
    ? wrongField(`${field}/version`, `There is no version ${number}.`, `It has the versions 1 to ${policy.version}.`)
    : { id: policy.id, version: String(number), text: version.text }
}

/** Finds the document and reads it; a wrong one is a problem. */
export async function findDocument(
  context: Pick<Context, 'control' | 'organisation'>,
  wish: DocumentWish,
  field: string,
): Promise<Layer | Problem> {
  const found = await findText(context, wish, field)
  if (isProblem(found)) return found
  const judged = judgeText(found.text, 'text' in wish ? `${field}/text` : field)
  return isProblem(judged) ? judged : { id: found.id, version: found.version, policy: judged.policy }
}
