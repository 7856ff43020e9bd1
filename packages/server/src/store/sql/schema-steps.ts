/** What a database holds by its schema: its steps and its tables. */
import { type Kysely, sql } from 'kysely'
import type { SqlKind } from './migrate.ts'
import { INDEX_TABLES } from './migrations/decision-index.ts'

/** The table of the steps that were done. */
export const STEPS = 'schema_steps'

/** A database of which only the schema is known. */
export interface SchemaPlace {
  readonly db: Kysely<never>
  readonly kind: SqlKind
}

/**
 * What concerns gateways that run, and the keys they have: of no use to an installation that is restored. Keys of digests have to
 * be gone when they are destroyed, so no backup holds them.
 */
const OF_THE_MOMENT: readonly string[] = ['gateways', 'key_checks', 'fact_keys', 'round_leases']

/** Its tables by name, without their partitions, but that of the steps, those made anew out of the logs, and those of the moment. */
export async function tablesOf(place: SchemaPlace): Promise<readonly string[]> {
  const left = new Set([STEPS, ...INDEX_TABLES, ...OF_THE_MOMENT])
  return (await allTables(place)).filter((name) => !left.has(name))
}

/** The steps that were done; none where it is none of ours. */
export async function stepsOf(place: SchemaPlace): Promise<readonly string[]> {
  if (!(await allTables(place)).includes(STEPS)) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(STEPS)} order by number`.execute(place.db)
  return rows.map(({ name }) => name)
}

/** Drops all of its tables. */
export async function dropTables(place: SchemaPlace): Promise<void> {
  for (const name of await allTables(place)) await sql`drop table ${sql.table(name)}`.execute(place.db)
}

async function allTables({ db, kind }: SchemaPlace): Promise<readonly string[]> {
  const named =
    kind === 'sqlite'
      ? sql<{
          name: string
        }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`
      : sql<{
          name: string
        }>`select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`
  const { rows } = await named.execute(db)
  return rows.map(({ name }) => name)
}
