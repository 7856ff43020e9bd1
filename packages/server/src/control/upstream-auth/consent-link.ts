/** Links by which somebody gives consent: once, for ten minutes, and only for whom they were made. */
import type { Instant } from '@portcullis/engine'
import { mintSecret, secretDigest } from '../../crypto/token.ts'
import type { Actor } from '../actor.ts'
import type { Control } from '../control.ts'
import { may } from '../permissions.ts'
import { CONSENT_LIFE, type ConsentWish } from './begin.ts'
import { connectedServer } from './connected-server.ts'
import type { BearerChallenge } from './oauth/challenge.ts'

/** The page that such a link opens. */
export const CONNECT_PATH = '/connect'

/** A link and its end. */
export interface ConsentLink {
  /** The secret stands in the fragment, which is sent to nobody. */
  readonly url: string
  readonly expires: Instant
}

/** Makes a link. */
export async function makeConsentLink(
  control: Control,
  { server, owner, challenge }: ConsentWish,
): Promise<ConsentLink> {
  const now = control.clock.now()
  const secret = mintSecret('consent')
  const expires = now + CONSENT_LIFE
  await control.db.deleteFrom('consents').where('expires', '<', now).execute()
  await control.db
    .insertInto('consents')
    .values({
      digest: secretDigest('consent', secret) ?? '',
      organisation: server.organisation,
      server: server.id,
      owner,
      challenge: challenge === undefined ? null : JSON.stringify(challenge),
      expires,
    })
    .execute()
  return { url: `${control.origin}${CONNECT_PATH}#${secret}`, expires }
}

/** For what a link asks consent; undefined: for nothing of this person's (any more). It is not used up by that. */
export async function readConsentLink(
  control: Control,
  actor: Actor,
  secret: string,
): Promise<ConsentWish | undefined> {
  const digest = secretDigest('consent', secret)
  if (digest === undefined) return undefined
  const row = await control.db.selectFrom('consents').selectAll().where('digest', '=', digest).executeTakeFirst()
  if (row === undefined || row.expires <= control.clock.now()) return undefined
  const { owner, organisation } = row
  // A grant of nobody's in particular has itself for an owner: then, too, whoever may edit credentials decides.
  const isTheirs = owner.startsWith('acc_')
    ? actor.id === owner
    : may(actor, 'credential.edit', organisation, row.server)
  if (actor.kind !== 'account' || !isTheirs || actor.withheld?.includes(organisation)) return undefined
  const server = await connectedServer(control, row.server)
  if (server === undefined) return undefined
  const challenge: BearerChallenge | undefined = row.challenge === null ? undefined : JSON.parse(row.challenge)
  return { server, owner, challenge }
}

/** Uses a link up; whether it was there. */
export async function useConsentLink({ db }: Control, secret: string): Promise<boolean> {
  const digest = secretDigest('consent', secret) ?? ''
  const used = await db.deleteFrom('consents').where('digest', '=', digest).returning('digest').executeTakeFirst()
  return used !== undefined
}

/** Whether a link that was made can still be used. */
export async function isUnused({ db, clock }: Control, url: string): Promise<boolean> {
  const digest = secretDigest('consent', new URL(url).hash.slice(1)) ?? ''
  const row = await db.selectFrom('consents').select('expires').where('digest', '=', digest).executeTakeFirst()
  return row !== undefined && row.expires > clock.now()
}
