/** Policies are made, saved as new versions, rolled back and deleted. No version is ever changed. */
import { createHash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import type { PolicyVersionTable } from '../../store/sql/tables/policies.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, type Problem, problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { judgeText, type WarningView } from './judge-text.ts'
import { findPolicy, type PolicyRow, versionInForce, versionOf } from './policy.ts'
import { usesOf } from './usage.ts'

/** A new policy. */
export interface PolicyWish {
  readonly name: string
  readonly description: string
  readonly text: string
  readonly reason: string
}

/** A policy with the version that is in force now. */
export interface SavedPolicy {
  readonly policy: PolicyRow
  readonly version: PolicyVersionTable
  readonly warnings: readonly WarningView[]
}

/** What a version is made of. */
interface VersionWish {
  readonly text: string
  readonly reason: string
  readonly restores: number | null
}

/** Makes a policy with its first version. */
export async function createPolicy(context: Context, wish: PolicyWish): Promise<SavedPolicy | Problem> {
  const judged = judgeText(wish.text, '/body/text')
  if (isProblem(judged)) return judged
  const { organisation, at } = context
  const { name, description, text, reason } = wish
  const id = newId('pol', at)
  const change = { action: 'policy.create', object: { kind: 'policy', id }, detail: { name, reason } }
  return mutate(context, change, async (tx, changing) => {
    const policy = { id, organisation, name, known_as: name, description, version: 1, revision: 1, created: at }
    const made = await tx
      .insertInto('policies')
      .values(policy)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made === undefined)
      return wrongField('/body/name', `There is a policy \`${name}\` already.`, 'Choose another name.')
    const version = await addVersion(tx, context, policy, { text, reason, restores: null })
    changing.note({ version: 1, digest: version.digest })
    changing.touch('policies', id)
    return { policy, version, warnings: judged.warnings }
  })
}

/** Saves a text as the next version; it is in force from the next request on. A text that is in force already is not saved. */
export async function savePolicy(
  context: Context,
  called: string,
  { text, reason }: Pick<PolicyWish, 'text' | 'reason'>,
): Promise<SavedPolicy | Problem> {
  const judged = judgeText(text, '/body/text')
  if (isProblem(judged)) return judged
  const saved = await change(context, called, 'policy.save', async () => ({ text, reason, restores: null }))
  return isProblem(saved) ? saved : { ...saved, warnings: judged.warnings }
}

/** Brings a version back, as a new version. */
export async function rollBack(
  context: Context,
  called: string,
  { version: number, reason }: { readonly version: number; readonly reason: string },
): Promise<SavedPolicy | Problem> {
  const saved = await change(context, called, 'policy.rollback', async (tx, policy) => {
    const found = await versionOf(tx, policy.id, number)
    const among = `It has the versions 1 to ${policy.version}.`
    if (found === undefined) return wrongField('/body/version', `There is no version ${number}.`, among)
    // What was once in force may be refused by a later release: it is judged as if it were new.
    const judged = judgeText(found.text, '/body/version')
    return isProblem(judged) ? judged : { text: found.text, reason, restores: number }
  })
  if (isProblem(saved)) return saved
  const judged = judgeText(saved.version.text, '/body/version')
  return { ...saved, warnings: isProblem(judged) ? [] : judged.warnings }
}

/** Writes the version that `choose` gives, if the policy is as the client last saw it. */
async function change(
  context: Context,
  called: string,
  action: string,
  choose: (tx: Transaction, policy: PolicyRow) => Promise<VersionWish | Problem>,
): Promise<Omit<SavedPolicy, 'warnings'> | Problem> {
  const { control, organisation, expected } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  return mutate(context, { action, object: { kind: 'policy', id: found.id } }, async (tx, changing) => {
    const before = await findPolicy(tx, organisation, found.id)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    const wish = await choose(tx, before)
    if (isProblem(wish)) return wish
    if ((await versionInForce(tx, before)).text === wish.text) {
      const remedy = 'Nothing has to be saved: every request is judged by it.'
      return problem('conflict', 'Exactly this text is in force already.', { remedy })
    }
    const policy = { ...before, version: before.version + 1, revision: before.revision + 1 }
    const { version: number, revision } = policy
    await tx.updateTable('policies').set({ version: number, revision }).where('id', '=', before.id).execute()
    const version = await addVersion(tx, context, policy, wish)
    const { digest, restores } = version
    changing.note({ name: before.name, version: number, digest, reason: wish.reason, restores: restores ?? undefined })
    changing.touch('policies', before.id)
    return { policy, version }
  })
}

/** Renames a policy, or describes it anew. Grants and baselines go by its id. */
export async function editPolicy(
  context: Context,
  called: string,
  edit: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<PolicyRow | Problem> {
  const { control, organisation, expected } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  const facts = { action: 'policy.edit', object: { kind: 'policy', id: found.id }, detail: edit }
  return mutate(context, facts, async (tx) => {
    const before = await findPolicy(tx, organisation, found.id)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    const { name = before.name, description = before.description } = edit
    const other = await findPolicy(tx, organisation, name)
    if (!isProblem(other) && other.id !== before.id)
      return wrongField('/body/name', `There is a policy \`${name}\` already.`, 'Choose another name.')
    const fields = { name, known_as: name, description, revision: before.revision + 1 }
    await tx.updateTable('policies').set(fields).where('id', '=', before.id).execute()
    return { ...before, ...fields }
  })
}

/** Deletes a policy that holds nowhere; its versions stay for the history. */
export async function deletePolicy(context: Context, called: string): Promise<Problem | undefined> {
  const { control, organisation, expected } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  const detail = { name: found.name }
  return mutate(
    context,
    { action: 'policy.delete', object: { kind: 'policy', id: found.id }, detail },
    async (tx, changing) => {
      const before = await findPolicy(tx, organisation, found.id)
      if (isProblem(before)) return before
      const stale = unlessChanged(expected, before.revision)
      if (stale !== undefined) return stale
      const [use] = await usesOf(tx, before)
      if (use !== undefined) {
        return problem('conflict', `The policy holds for the ${use.kind} \`${use.label}\`.`, {
          remedy: 'Give everything that it holds for another policy first; `uses` of the policy lists all of it.',
        })
      }
      const fields = { name: null, revision: before.revision + 1 }
      await tx.updateTable('policies').set(fields).where('id', '=', before.id).execute()
      await tx.deleteFrom('policy_drafts').where('policy', '=', before.id).execute()
      await tx.deleteFrom('policy_cases').where('policy', '=', before.id).execute()
      changing.touch('policies', before.id)
      return undefined
    },
  )
}

/** Writes a version. */
async function addVersion(
  tx: Transaction,
  { actor, at }: { readonly actor: Context['actor']; readonly at: Instant },
  { id, version }: Pick<PolicyRow, 'id' | 'version'>,
  { text, reason, restores }: VersionWish,
): Promise<PolicyVersionTable> {
  const row: PolicyVersionTable = {
    policy: id,
    number: version,
    text,
    digest: createHash('sha256').update(text).digest('hex'),
    author_kind: actor.kind,
    author: actor.id,
    author_name: actor.name,
    reason,
    restores,
    created: at,
  }
  await tx.insertInto('policy_versions').values(row).execute()
  return row
}
