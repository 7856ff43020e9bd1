/** One step of the schema, in words that every database understands. */
import type { CreateTableBuilder, Expression, Kysely } from 'kysely'

/** What a step is written with. */
export interface Schema {
  readonly kind: 'sqlite' | 'postgres'
  /** For data that a step moves, and for indexes; its tables have no types, as they are of their time. */
  readonly db: Kysely<never>
  /** Begins a table: `await table('servers').addColumn('id', text, (c) => c.primaryKey())….execute()`. */
  readonly table: (name: string) => CreateTableBuilder<string, never>
  /** Text that is compared and ordered by its bytes. */
  readonly text: Expression<unknown>
  /** Whole numbers up to 2^53: instants (milliseconds), counts, and 0 or 1 for no or yes. */
  readonly whole: Expression<unknown>
}

/** A step: forward only, never edited once it was released. */
export interface Migration {
  /** Its file's name: `0001-foundation`. */
  readonly name: string
  readonly up: (schema: Schema) => Promise<void>
}
