/** Brings a database's schema up to date: all missing steps in one transaction, under a lock; a newer schema is refused. */
import { type Kysely, sql } from 'kysely'
import type { Migration, Schema } from './migration.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { type SchemaPlace, STEPS, stepsOf } from './schema-steps.ts'
import type { Database } from './tables.ts'

/** Which database speaks. */
export type SqlKind = 'sqlite' | 'postgres'

/** "Prtc": the advisory lock of ours that everybody takes who changes the schema. */
export const SCHEMA_LOCK = 0x50727463

/** @returns what is wrong and what to do; undefined: the schema is up to date */
export async function migrate(
  database: Database,
  kind: SqlKind,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<string | undefined> {
  return database.transaction().execute(async (tx) => {
    // Steps are of their time: the tables of today are not those that they make.
    const place = { db: tx as unknown as Kysely<never>, kind }
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(tx)
    const problem = strange(await stepsOf(place), migrations)
    if (problem === undefined) await migrateWithin(place, migrations)
    return problem
  })
}

/** Does the missing steps, in a transaction of the caller's. */
export async function migrateWithin(place: SchemaPlace, migrations: readonly Migration[]): Promise<void> {
  const schema = schemaOf(place)
  const done = await stepsOf(place)
  if (done.length === 0) {
    await schema
      .table(STEPS)
      .ifNotExists()
      .addColumn('number', schema.whole, (column) => column.primaryKey())
      .addColumn('name', schema.text, (column) => column.notNull())
      .execute()
  }
  for (const [at, migration] of migrations.entries()) {
    if (at < done.length) continue
    await migration.up(schema)
    await sql`insert into ${sql.table(STEPS)} (number, name) values (${at + 1}, ${migration.name})`.execute(place.db)
  }
}

/** What says that the database was written by another program than one of ours up to this version. */
function strange(done: readonly string[], migrations: readonly Migration[]): string | undefined {
  if (done.length > migrations.length) {
    return `The database was written by a newer version of Portcullis (schema ${done.length}; this one knows ${migrations.length}). Run that version, or restore a backup from before the update.`
  }
  const at = done.findIndex((name, index) => migrations[index]?.name !== name)
  if (at === -1) return undefined
  return `The database has another schema than this version of Portcullis expects: step ${at + 1} is \`${done[at]}\`, not \`${migrations[at]?.name}\`. Run the version that wrote it, or restore a backup.`
}

function schemaOf({ db, kind }: SchemaPlace): Schema {
  return {
    kind,
    db,
    table: (name) => {
      const begun = db.schema.createTable(name)
      return kind === 'sqlite' ? begun.modifyEnd(sql`strict`) : begun
    },
    text: kind === 'sqlite' ? sql`text` : sql`text collate "C"`,
    whole: kind === 'sqlite' ? sql`integer` : sql`bigint`,
  }
}
