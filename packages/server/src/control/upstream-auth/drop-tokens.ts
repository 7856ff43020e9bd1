/** Forgets what was obtained for a server: it is another one, or proves itself in another way. */
import type { Transaction } from '../../store/sql/tables.ts'

const TABLES = ['upstream_clients', 'consents', 'consent_attempts'] as const

/** Clients, tokens, and consents that are under way. @returns owners of the tokens: the gateway has to forget them, too */
export async function dropTokens(tx: Transaction, server: string): Promise<readonly string[]> {
  for (const table of TABLES) await tx.deleteFrom(table).where('server', '=', server).execute()
  const dropped = await tx.deleteFrom('upstream_tokens').where('server', '=', server).returning('owner').execute()
  return dropped.map(({ owner }) => owner)
}
