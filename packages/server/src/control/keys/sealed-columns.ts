/** Every column that holds envelopes, and where they open: whoever seals into a column adds a line. */
import type { SealPlace } from '../../crypto/seal.ts'
import type { Tables } from '../../store/sql/tables.ts'
import { codeSecretPlace } from '../account/second-factor.ts'
import { clientSecretPlace } from '../account/sign-on/provider.ts'
import { narrowedPlace, paramsPlace, resultPlace } from '../approval/approval-row.ts'
import { webhookPlace, webhookUrlPlace } from '../audit/webhook/webhook.ts'
import { checkPlace } from '../gateways/check-keys.ts'
import { factKeyPlace } from '../gateways/share-fact-keys.ts'
import { secretPlace } from '../server/secrets.ts'
import { attemptPlace } from '../upstream-auth/begin.ts'
import { clientPlace } from '../upstream-auth/client-of.ts'
import { tokenPlace } from '../upstream-auth/tokens.ts'

/** A column of envelopes. */
export interface SealedColumn {
  readonly table: keyof Tables
  readonly column: string
  /** Columns that name a row. */
  readonly key: readonly string[]
  /** Other columns that the place is made of. */
  readonly also: readonly string[]
  /** The place of a row's envelope; the members are those of `key` and `also`. */
  readonly place: (row: Readonly<Record<string, string>>) => SealPlace
}

/** Declares one; that the names are columns of the table is checked where it is written. */
function sealed<Table extends keyof Tables, Name extends keyof Tables[Table] & string>(
  table: Table,
  column: Name,
  { key, also = [] }: { readonly key: readonly Name[]; readonly also?: readonly Name[] },
  place: (row: Readonly<Record<Name, string>>) => SealPlace,
): SealedColumn {
  // A row is asked for exactly these columns, all of them texts.
  return { table, column, key, also, place: (row) => place(row as Readonly<Record<Name, string>>) }
}

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  sealed('key_checks', 'sealed', { key: ['id'] }, checkPlace),
  sealed('fact_keys', 'sealed', { key: ['month'] }, factKeyPlace),
  sealed('accounts', 'code_secret', { key: ['id'] }, ({ id }) => codeSecretPlace(id)),
  sealed('sign_ons', 'client_secret', { key: ['id'], also: ['organisation'] }, clientSecretPlace),
  sealed('webhooks', 'sealed', { key: ['id'], also: ['organisation'] }, webhookPlace),
  sealed('webhooks', 'sealed_url', { key: ['id'], also: ['organisation'] }, webhookUrlPlace),
  sealed('server_secrets', 'sealed', { key: ['server', 'field'], also: ['organisation'] }, secretPlace),
  sealed('upstream_clients', 'sealed', { key: ['server', 'issuer'], also: ['organisation'] }, clientPlace),
  sealed('upstream_tokens', 'sealed', { key: ['server', 'owner'], also: ['organisation'] }, tokenPlace),
  sealed('approvals', 'params', { key: ['id'], also: ['organisation'] }, paramsPlace),
  sealed('approvals', 'narrowed', { key: ['id'], also: ['organisation'] }, narrowedPlace),
  sealed('approval_uses', 'result', { key: ['approval', 'call'], also: ['organisation'] }, resultPlace),
  sealed('consent_attempts', 'sealed', { key: ['digest'], also: ['organisation', 'server'] }, attemptPlace),
]
