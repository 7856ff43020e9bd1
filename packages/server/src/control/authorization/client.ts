/** Programs that ask people for access: those that registered, and those that a document of their own describes. */
import type { Instant } from '@portcullis/engine'
import type { Selectable } from 'kysely'
import { digestToken, sameSecret } from '../../crypto/token.ts'
import type { OAuthClientTable } from '../../store/sql/tables/authorization.ts'
import type { Control } from '../control.ts'
import { fetchClientDocument, isDocumentId } from './client-document.ts'

/** A client. */
export interface OAuthClient {
  readonly id: string
  readonly kind: 'registered' | 'document'
  /** What it calls itself. */
  readonly name: string
  readonly redirectUris: readonly string[]
  /** It uses refresh tokens. */
  readonly refreshes: boolean
  readonly authentication: 'none' | 'client_secret_basic' | 'client_secret_post'
  readonly secretDigest: string | undefined
}

const MINUTE = 60_000
/** How long a document is believed. */
const DOCUMENT_KEPT = 5 * MINUTE

/** The client of that id; a sentence where there is none. */
export async function findClient(control: Control, id: string): Promise<OAuthClient | string> {
  const row = await control.db.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst()
  if (row !== undefined && row.expires > control.clock.now()) return readClient(row)
  return isDocumentId(id) ? visitClient(control, id) : UNKNOWN
}

const UNKNOWN =
  'This program is not known here: its registration is over, or was never made. Let it forget what it knows of this server, and begin again.'

/** The client as it is known already: whoever has a code or a token of ours was found before. */
export async function knownClient({ db }: Pick<Control, 'db'>, id: string): Promise<OAuthClient | undefined> {
  const row = await db.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst()
  return row && readClient(row)
}

function readClient(row: Selectable<OAuthClientTable>): OAuthClient {
  const { authentication } = row
  return {
    id: row.id,
    kind: row.kind === 'document' ? 'document' : 'registered',
    name: row.name,
    redirectUris: JSON.parse(row.redirect_uris),
    refreshes: row.refreshes === 1,
    authentication:
      authentication === 'client_secret_basic' || authentication === 'client_secret_post' ? authentication : 'none',
    secretDigest: row.secret_digest ?? undefined,
  }
}

async function visitClient(control: Control, id: string): Promise<OAuthClient | string> {
  const found = await fetchClientDocument(control, id)
  if (typeof found === 'string') return found
  const now = control.clock.now()
  const row = {
    id,
    kind: 'document',
    name: found.name,
    redirect_uris: JSON.stringify(found.redirectUris),
    refreshes: found.refreshes ? 1 : 0,
    secret_digest: null,
    authentication: 'none',
    sender: '',
    created: now,
    expires: now + DOCUMENT_KEPT,
  }
  const { id: _, created: __, ...renewed } = row
  await control.db
    .insertInto('oauth_clients')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(renewed))
    .execute()
  return readClient(row)
}

/** Whether a client is who it says: by its secret, where it has one. */
export function isProved({ secretDigest }: OAuthClient, secret: string | undefined): boolean {
  if (secretDigest === undefined) return secret === undefined
  return secret !== undefined && sameSecret(secretDigest, digestToken(secret))
}

const DAY = 24 * 60 * MINUTE
/** How long a registration lasts that is used. */
const USED_KEPT = 90 * DAY

/** Keeps a registration that is used. */
export async function keepClient({ db }: Control, { id, kind }: OAuthClient, now: Instant): Promise<void> {
  if (kind !== 'registered') return
  await db
    .updateTable('oauth_clients')
    .set({ expires: now + USED_KEPT })
    .where('id', '=', id)
    .where('expires', '<', now + USED_KEPT - DAY)
    .execute()
}
