/** Codes and refresh tokens become tokens: each once; what comes twice ends all that followed from it. */
import { createHash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { sameSecret, secretDigest } from '../../crypto/token.ts'
import type { OAuthCodeTable, OAuthFamilyTable } from '../../store/sql/tables/authorization.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { unrecorded } from '../change/unrecorded.ts'
import type { Control } from '../control.ts'
import { keepClient, type OAuthClient } from './client.ts'
import { endFamily, FAMILY_LIFE, isAlive, issueTokens, type TokenAnswer } from './family.ts'
import type { Form } from './form.ts'
import { isOAuthProblem, type OAuthProblem, oauthProblem } from './oauth-answer.ts'

const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

const NO_CODE = oauthProblem(
  'invalid_grant',
  'The code is not good: it was used, is too old, or belongs to another request.',
)
const NO_REFRESH = oauthProblem('invalid_grant', 'The refresh token is not good any more: ask the person again.')

/** Exchanges what a form holds. */
export async function exchange(control: Control, client: OAuthClient, form: Form): Promise<TokenAnswer | OAuthProblem> {
  const answer = await byType(control, client, form)
  if (!isOAuthProblem(answer)) await keepClient(control, client, control.clock.now())
  return answer
}

function byType(control: Control, client: OAuthClient, form: Form): Promise<TokenAnswer | OAuthProblem> {
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(control, client, form)
    case 'refresh_token':
      return refresh(control, client, form)
    default:
      return Promise.resolve(
        oauthProblem('unsupported_grant_type', 'The grant_type is authorization_code or refresh_token.'),
      )
  }
}

/** Whether a form asks for the resource of the family, or leaves it out. */
const fitsResource = ({ resource }: OAuthFamilyTable, form: Form): boolean =>
  (form.get('resource') ?? resource) === resource

const WRONG_RESOURCE = oauthProblem('invalid_target', 'The person agreed to another resource.')

async function exchangeCode(control: Control, client: OAuthClient, form: Form): Promise<TokenAnswer | OAuthProblem> {
  const now = control.clock.now()
  const digest = secretDigest('authorizationCode', form.get('code') ?? '')
  if (digest === undefined) return NO_CODE
  return unrecorded(control, async (tx, touch) => {
    const code = await tx
      .updateTable('oauth_codes')
      .set({ used: now })
      .where('digest', '=', digest)
      .where('used', 'is', null)
      .returningAll()
      .executeTakeFirst()
    const family = await familyOf(tx, code?.family ?? (await usedCode(tx, digest)))
    if (family === undefined) return NO_CODE
    if (code === undefined || !fitsCode(code, { family, client, form, now }) || !(await isAlive(tx, family, now))) {
      await endFamily(tx, family.id, now)
      touch('grants', family.grant_id)
      return NO_CODE
    }
    if (!fitsResource(family, form)) return WRONG_RESOURCE
    touch('grants', family.grant_id)
    const lasting = { ...family, expires: family.created + FAMILY_LIFE }
    return issueTokens(tx, lasting, { refreshes: client.refreshes, now })
  })
}

interface Presented {
  readonly family: OAuthFamilyTable
  readonly client: OAuthClient
  readonly form: Form
  readonly now: Instant
}

function fitsCode(code: OAuthCodeTable, { family, client, form, now }: Presented): boolean {
  const verifier = form.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return (
    code.expires > now &&
    family.client === client.id &&
    form.get('redirect_uri') === code.redirect_uri &&
    VERIFIER.test(verifier) &&
    sameSecret(challenge, code.challenge)
  )
}

/** The family of a code that was used before: whoever has it is not the only one. */
async function usedCode(tx: Transaction, digest: string): Promise<string> {
  const row = await tx.selectFrom('oauth_codes').select('family').where('digest', '=', digest).executeTakeFirst()
  return row?.family ?? ''
}

async function familyOf(tx: Transaction, id: string): Promise<OAuthFamilyTable | undefined> {
  return tx.selectFrom('oauth_families').selectAll().where('id', '=', id).executeTakeFirst()
}

async function refresh(control: Control, client: OAuthClient, form: Form): Promise<TokenAnswer | OAuthProblem> {
  const now = control.clock.now()
  const digest = secretDigest('refresh', form.get('refresh_token') ?? '')
  if (digest === undefined) return NO_REFRESH
  return unrecorded(control, async (tx, touch) => {
    const known = await tx.selectFrom('oauth_tokens').selectAll().where('digest', '=', digest).executeTakeFirst()
    const family = await familyOf(tx, known?.family ?? '')
    if (known?.kind !== 'refresh' || family?.client !== client.id) return NO_REFRESH
    if (!fitsResource(family, form)) return WRONG_RESOURCE
    if (known.replaced === null && (known.expires <= now || !(await isAlive(tx, family, now)))) return NO_REFRESH
    const taken = await tx
      .updateTable('oauth_tokens')
      .set({ replaced: now })
      .where('digest', '=', digest)
      .where('replaced', 'is', null)
      .returning('digest')
      .executeTakeFirst()
    if (taken === undefined) {
      // Two hold it: the client, and somebody who should not.
      await endFamily(tx, family.id, now)
      touch('grants', family.grant_id)
      return NO_REFRESH
    }
    touch('grants', family.grant_id)
    return issueTokens(tx, family, { refreshes: true, now })
  })
}
