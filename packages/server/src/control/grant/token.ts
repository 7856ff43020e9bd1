/** Tokens of grants: shown once, kept as digests, replaced with an overlap. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintToken } from '../../crypto/token.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findGrant, reachProblem, serversOf } from './find-grant.ts'
import type { GrantRow } from './grant.ts'

/** Characters of a token by which people tell it from others: the prefix and four more. */
const HINT = 7

/** Writes a new token of a grant; its text is in no row. */
export async function addToken(tx: Transaction, grant: string, at: Instant): Promise<string> {
  const token = mintToken()
  await tx
    .insertInto('grant_tokens')
    .values({
      digest: digestToken(token),
      grant_id: grant,
      hint: token.slice(0, HINT),
      created: at,
      expires: null,
    })
    .execute()
  return token
}

/** A grant with the token that replaces its others. */
export interface Rotated {
  readonly grant: GrantRow
  readonly token: string
}

/** Gives a grant another token; the ones before it are good for so many seconds more. */
export async function rotateToken(context: Context, id: string, overlap: number): Promise<Rotated | Problem> {
  const { control, organisation, at } = context
  const found = await findGrant(control.db, organisation, id)
  if (isProblem(found)) return found
  const change = { action: 'grant.rotate', object: { kind: 'grant', id }, detail: { overlap } }
  return mutate(context, change, async (tx, changing) => {
    const grant = await findGrant(tx, organisation, id)
    if (isProblem(grant)) return grant
    const refused = reachProblem(context, 'grant.edit', await serversOf(tx, grant)) ?? rotationProblem(grant)
    if (refused !== undefined) return refused
    await endTokens(tx, id, at, at + overlap * 1000)
    await dropOldest(tx, id)
    const token = await addToken(tx, id, at)
    changing.touch('grants', id)
    return { grant, token }
  })
}

function rotationProblem({ state, template }: GrantRow): Problem | undefined {
  if (state === 'revoked') {
    return problem('conflict', 'The grant is revoked.', { remedy: 'Make a new one.' })
  }
  if (template === '') return undefined
  return problem('conflict', 'This grant came of a consent: its tokens are those of OAuth clients, which renew them.', {
    remedy: 'Revoke the client’s authorization instead: it has to ask its person again.',
  })
}

/** Tokens of a grant that are good at the same time. */
const MOST = 10

/** Makes place for one more. */
async function dropOldest(tx: Transaction, grant: string): Promise<void> {
  const older = await tx
    .selectFrom('grant_tokens')
    .select('digest')
    .where('grant_id', '=', grant)
    .orderBy('created', 'desc')
    .offset(MOST - 1)
    .limit(MOST)
    .execute()
  if (older.length === 0) return
  const digests = older.map(({ digest }) => digest)
  await tx.deleteFrom('grant_tokens').where('digest', 'in', digests).execute()
}

/** The tokens end at `end`, those that end before stay as they are; those that ended are forgotten. */
async function endTokens(tx: Transaction, grant: string, at: Instant, end: Instant): Promise<void> {
  await tx.deleteFrom('grant_tokens').where('grant_id', '=', grant).where('expires', '<=', at).execute()
  if (end <= at) {
    await tx.deleteFrom('grant_tokens').where('grant_id', '=', grant).execute()
    return
  }
  await tx
    .updateTable('grant_tokens')
    .set({ expires: end })
    .where('grant_id', '=', grant)
    .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', end)]))
    .execute()
}
