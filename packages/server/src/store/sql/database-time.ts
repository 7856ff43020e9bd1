/** The database's own clock: the one that all who share it agree on. */
import { type RawBuilder, sql } from 'kysely'

/** PostgreSQL's time as a statement runs, milliseconds since 1970. */
export const postgresTime: RawBuilder<number> = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
