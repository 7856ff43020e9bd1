/** Somebody lets a client use a template of theirs: their one grant of it becomes good for that client. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret } from '../../crypto/token.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { type Changing, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { readGrant, stateOf } from '../grant/grant.ts'
import { newId } from '../id.ts'
import { type Choice, choicesOf } from './choices.ts'
import { redirectTarget, redirectTo } from './redirect-uri.ts'
import type { Asked } from './request.ts'

const MINUTE = 60_000
/** Of a code (OAuth 2.1, section 4.1.2). */
const CODE_LIFE = MINUTE
/** Consents that one grant has at a time; with one more, the one that was used longest ago ends. */
const MOST_FAMILIES = 50

/** Gives consent; where the browser goes with the code. */
export async function giveConsent(context: Context, asked: Asked, template: string): Promise<string | Problem> {
  const { control, actor } = context
  const chosen = (await choicesOf(control.db, actor, asked.resource)).find((one) => one.template.id === template)
  if (chosen === undefined) return NOT_THEIRS
  const { organisation } = chosen.template
  const { client, resource } = asked
  const grant = chosen.grant?.id ?? newId('gr', context.at)
  const change = {
    action: 'grant.consent',
    object: { kind: 'grant', id: grant },
    detail: {
      template,
      client: client.id,
      client_name: client.name,
      resource: resource.url,
      redirect: redirectTarget(asked.redirectUri).host,
    },
  }
  const code = mintSecret('authorizationCode')
  const refused = await mutate({ ...context, organisation }, change, async (tx, changing) => {
    const choice = (await choicesOf(tx, actor, resource)).find((one) => one.template.id === template)
    if (choice === undefined) return NOT_THEIRS
    const active = await activate(tx, context, choice, { id: grant, changing })
    if (isProblem(active)) return active
    // Also where nothing is new: the oldest consent may have ended.
    changing.touch('grants', active)
    await writeCode(tx, asked, { code, grant: active, organisation, account: actor.id, at: context.at })
    return undefined
  })
  if (isProblem(refused)) return refused
  return redirectTo(asked.redirectUri, { code, state: asked.state, iss: control.origin })
}

const NOT_THEIRS = problem('forbidden', 'Nothing was assigned to you that leads there.', {
  remedy: 'Ask a policy manager of your organisation for a grant template for this server.',
})

interface Activating {
  /** For a grant that is new. */
  readonly id: string
  readonly changing: Changing
}

/** The person's grant of the template, made where this is the first consent; one that is not active stays as it is. */
async function activate(
  tx: Transaction,
  { actor, at }: Context,
  { template, grant: before }: Choice,
  { id, changing }: Activating,
): Promise<string | Problem> {
  if (before !== undefined) {
    changing.note({ grant: before.id })
    const state = stateOf(readGrant(before), at)
    if (state === 'active') return before.id
    return problem('forbidden', `Your grant of this template is ${state}.`, {
      remedy: `Ask a policy manager of your organisation to look at the grant ${before.id}.`,
    })
  }
  const { organisation, label } = template
  await tx
    .insertInto('grants')
    .values({
      id,
      organisation,
      label,
      owner: actor.id,
      tags: '{}',
      addresses: '[]',
      expires: null,
      state: 'active',
      state_reason: '',
      template: template.id,
      created: at,
      created_by: actor.name,
      used: null,
      revision: 1,
    })
    .execute()
  changing.touch('grants', id)
  return id
}

interface Consented {
  readonly code: string
  readonly grant: string
  readonly organisation: string
  readonly account: string
  readonly at: Instant
}

async function writeCode(
  tx: Transaction,
  { client, resource, redirectUri, challenge }: Asked,
  { code, grant, organisation, account, at }: Consented,
): Promise<void> {
  const family = newId('oaf', at)
  await dropOldest(tx, grant)
  await tx
    .insertInto('oauth_families')
    .values({
      id: family,
      organisation,
      grant_id: grant,
      account,
      client: client.id,
      client_name: client.name,
      resource: resource.url,
      audience: resource.slug ?? '',
      created: at,
      // Until the client comes with the code: then it lasts.
      expires: at + CODE_LIFE,
      used: at,
      revoked: null,
    })
    .execute()
  const row = { digest: digestToken(code), family, redirect_uri: redirectUri, challenge, expires: at + CODE_LIFE }
  await tx
    .insertInto('oauth_codes')
    .values({ ...row, used: null })
    .execute()
}

async function dropOldest(tx: Transaction, grant: string): Promise<void> {
  const older = await tx
    .selectFrom('oauth_families')
    .select('id')
    .where('grant_id', '=', grant)
    .orderBy('used', 'desc')
    .offset(MOST_FAMILIES - 1)
    .limit(MOST_FAMILIES)
    .execute()
  await forgetFamilies(
    tx,
    older.map(({ id }) => id),
  )
}

/** Forgets families with their codes and tokens. */
export async function forgetFamilies(tx: Transaction, families: readonly string[]): Promise<void> {
  if (families.length === 0) return
  await tx.deleteFrom('oauth_tokens').where('family', 'in', families).execute()
  await tx.deleteFrom('oauth_codes').where('family', 'in', families).execute()
  await tx.deleteFrom('oauth_families').where('id', 'in', families).execute()
}
