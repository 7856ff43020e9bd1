/** Tokens for servers: sealed in the database, and as the gateway sends them. */
import type { Instant } from '@portcullis/engine'
import type { Selectable } from 'kysely'
import type { SealPlace } from '../../crypto/seal.ts'
import type { UpstreamTokenTable } from '../../store/sql/tables/upstream-auth.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import type { SuppliedCredential } from '../messages.ts'
import type { TokenSet } from './oauth/token.ts'

/** A row of tokens. */
export type TokenRow = Selectable<UpstreamTokenTable>

/** Whose token it is. */
export interface TokenHolder {
  readonly server: string
  readonly owner: string
  readonly organisation: string
}

/** What is remembered beside the tokens themselves. */
export interface TokenTerms {
  readonly issuer: string
  readonly resource: string
  /** What was asked for: more than was granted, perhaps, but never to be asked for again. */
  readonly scope: readonly string[]
}

/** The secrets of a row. */
export interface OpenedTokens {
  readonly access: string
  readonly refresh: string | undefined
}

/** Milliseconds before its end at which a token is renewed, at most. */
const MARGIN = 60_000

/** Where such an envelope opens. */
export function tokenPlace({ organisation, server, owner }: TokenHolder): SealPlace {
  return [organisation, 'server', server, 'token', owner]
}

/** Writes tokens in place of former ones. */
export async function keepTokens(
  { sealer }: Pick<Control, 'sealer'>,
  tx: Transaction,
  holder: TokenHolder,
  { tokens, terms, at }: { readonly tokens: TokenSet; readonly terms: TokenTerms; readonly at: Instant },
): Promise<void> {
  const { access, refresh, expires } = tokens
  const { server, owner, organisation } = holder
  const fields = {
    organisation,
    issuer: terms.issuer,
    resource: terms.resource,
    scope: [...new Set([...terms.scope, ...(tokens.scope ?? [])])].join(' '),
    sealed: sealer.seal(JSON.stringify({ access, refresh }), tokenPlace(holder)),
    renewable: refresh === undefined ? 0 : 1,
    expires: expires ?? null,
    obtained: at,
    leased: null,
    problem: null,
  }
  await tx
    .insertInto('upstream_tokens')
    .values({ server, owner, ...fields })
    .onConflict((conflict) => conflict.columns(['server', 'owner']).doUpdateSet(fields))
    .execute()
}

/** The row of a holder. */
export function findTokens({ db }: Control, server: string, owner: string): Promise<TokenRow | undefined> {
  return db
    .selectFrom('upstream_tokens')
    .selectAll()
    .where('server', '=', server)
    .where('owner', '=', owner)
    .executeTakeFirst()
}

/** Its secrets; undefined: the envelope does not open. */
export function openTokens({ sealer }: Control, row: TokenRow): OpenedTokens | undefined {
  const text = sealer.open(row.sealed, tokenPlace(row))
  return text === undefined ? undefined : JSON.parse(text)
}

/**
 * As the gateway sends it.
 * @param url of the server, read before the row: tokens go with the URL that they were obtained for
 */
export function suppliedBy(row: TokenRow, { access }: OpenedTokens, url: string): SuppliedCredential {
  const { server, owner, expires } = row
  return {
    server,
    owner,
    headers: { Authorization: `Bearer ${access}` },
    expires: expires ?? undefined,
    consent: undefined,
    url,
  }
}

/** When it is time to renew: a minute before the end, or in the last quarter of a shorter life; undefined: never. */
export function renewalDue({ expires, obtained }: Pick<TokenRow, 'expires' | 'obtained'>): Instant | undefined {
  if (expires === null) return undefined
  return expires - Math.min(MARGIN, (expires - obtained) / 4)
}
