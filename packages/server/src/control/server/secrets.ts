/** Secrets of servers: sealed for their organisation, server and field, and opened nowhere else. */
import type { Sealer, SealPlace } from '../../crypto/seal.ts'
import type { ServerSecretTable } from '../../store/sql/tables/servers.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'

/** What of a server is secret. */
export type SecretField =
  /** Values of headers by their names. */
  | 'headers'
  /** Values of a template's secret parameters by their names. */
  | 'parameters'
  /** `secret` or `key` of a client that was registered by hand. */
  | 'client'

/** Whose secret it is. */
export interface SecretHolder {
  readonly id: string
  readonly organisation: string
}

/** Texts by name. */
export type SecretValues = Readonly<Record<string, string>>

/** Where such an envelope opens. */
export function secretPlace({ server, organisation, field }: Omit<ServerSecretTable, 'sealed'>): SealPlace {
  return [organisation, 'server', server, field]
}

/** Replaces a secret; no values remove it. */
export async function keepSecret(
  tx: Transaction,
  sealer: Sealer,
  { id: server, organisation }: SecretHolder,
  secret: { readonly field: SecretField; readonly values: SecretValues | undefined },
): Promise<void> {
  const { field, values } = secret
  if (values === undefined || Object.keys(values).length === 0) {
    await tx.deleteFrom('server_secrets').where('server', '=', server).where('field', '=', field).execute()
    return
  }
  const sealed = sealer.seal(JSON.stringify(values), secretPlace({ server, organisation, field }))
  await tx
    .insertInto('server_secrets')
    .values({ server, organisation, field, sealed })
    .onConflict((conflict) => conflict.columns(['server', 'field']).doUpdateSet({ sealed }))
    .execute()
}

/** A secret's values; undefined: there is none, or its envelope does not open. */
export async function openSecret(
  db: Database | Transaction,
  sealer: Sealer,
  { id: server, organisation }: SecretHolder,
  field: SecretField,
): Promise<SecretValues | undefined> {
  const row = await db
    .selectFrom('server_secrets')
    .select('sealed')
    .where('server', '=', server)
    .where('field', '=', field)
    .executeTakeFirst()
  const text = row === undefined ? undefined : sealer.open(row.sealed, secretPlace({ server, organisation, field }))
  return text === undefined ? undefined : JSON.parse(text)
}
