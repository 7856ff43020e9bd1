/** What the database saw of the logs of all gateways: an account of their ends that lies in no gateway's folder. */
import { Kysely } from 'kysely'
import { readLogWriter } from '../../../store/jsonl/log-writer.ts'
import { openPostgresPool, postgresDialect } from '../../../store/sql/postgres-dialect.ts'
import type { LogPlaceTable } from '../../../store/sql/tables/audit.ts'
import type { Tables } from '../../../store/sql/tables.ts'
import type { Installed } from './sources.ts'
import type { Expected } from './verify-journal.ts'

/** The log of another gateway, as far as it was indexed. */
export interface OtherLog {
  readonly organisation: string
  /** Machine and path. */
  readonly knownAs: string
  /** Number of its last seal, and when that was made, ISO 8601. */
  readonly seq: number
  readonly sealed: string
}

/** The ends of logs that were seen. */
export interface SeenLogs {
  /** Of the log of this folder. */
  expected(organisation: string): Expected
  /** Of organisations that this folder had a log of. */
  readonly organisations: readonly string[]
  /** Those that can be verified elsewhere only. */
  readonly others: readonly OtherLog[]
}

const iso = (instant: number): string => new Date(instant).toISOString()

/** Asks the database; where an index lies in the folder itself it is no other account, and nothing was seen. */
export async function seenLogs({ folder, log, database }: Installed): Promise<SeenLogs> {
  const own = readLogWriter(folder, log)?.id
  const places = database === undefined ? [] : await placesOf(database)
  const sealed = places.filter(({ seq }) => seq > 0)
  const mine = sealed.filter(({ writer }) => writer === own)
  return {
    expected: (organisation) => ({
      heads: new Map(
        mine
          .filter((place) => place.organisation === organisation)
          .map(({ seq, hash, sealed: at }) => [seq, { hash, at: iso(at) }]),
      ),
      tombstones: [],
    }),
    organisations: mine.map(({ organisation }) => organisation),
    others: sealed
      .filter(({ writer }) => writer !== own)
      .map(({ organisation, known_as, seq, sealed: at }) => ({
        ...{ organisation, knownAs: known_as, seq, sealed: iso(at) },
      })),
  }
}

async function placesOf(url: string): Promise<readonly LogPlaceTable[]> {
  const db = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(url)) })
  try {
    return await db.selectFrom('log_places').selectAll().orderBy('organisation').orderBy('known_as').execute()
  } finally {
    await db.destroy()
  }
}
