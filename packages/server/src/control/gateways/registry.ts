/**
 * Which gateways of the database run. Each says so twice a second, by the database's clock; who was silent for as long as it
 * may take calls without confirming anything is gone: by then it has closed.
 */
import { type Selectable, sql } from 'kysely'
import { postgresTime } from '../../store/sql/database-time.ts'
import type { GatewayTable } from '../../store/sql/tables/gateways.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Self } from './own.ts'

/** A gateway that runs. */
export type LivingGateway = Selectable<GatewayTable>

/** Milliseconds after which a gateway that is gone is not even listed as such. */
const FORGOTTEN = 600_000

/** What is said of a gateway at an instant. */
export interface Sign {
  readonly self: Self
  readonly address: string | undefined
  readonly confirmed: number
}

/** A sign of life. @returns the database's time */
export async function showGateway(db: Database, { self, address, confirmed }: Sign): Promise<number> {
  const { heard } = await db
    .insertInto('gateways')
    .values({
      ...{ name: self.name, folder: self.boot.folder, epoch: self.boot.epoch, address: address ?? null },
      ...{ started: postgresTime, heard: postgresTime, patience: self.confirmWithin, confirmed },
      ...{ version: self.version, zones: self.zones },
    })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ heard: postgresTime, address: address ?? null, patience: self.confirmWithin, confirmed }),
    )
    .returning('heard')
    .executeTakeFirstOrThrow()
  return heard
}

/** All that run, the oldest first. */
export function livingGateways(db: Database): Promise<readonly LivingGateway[]> {
  return db
    .selectFrom('gateways')
    .selectAll()
    .where((eb) => eb(sql<number>`heard + patience`, '>', postgresTime))
    .orderBy('started')
    .orderBy('name')
    .execute()
}

/** It ends in order, or another one has taken its data folder over. */
export async function forgetGateway(db: Database, name: string): Promise<void> {
  await db.deleteFrom('gateways').where('name', '=', name).execute()
}

/** Forgets who is gone for long, and earlier processes of the same data folder. */
export async function tidyGateways(db: Database, { boot }: Self): Promise<void> {
  await db
    .deleteFrom('gateways')
    .where((eb) =>
      eb.or([
        eb('heard', '<', sql<number>`${postgresTime} - ${FORGOTTEN}`),
        eb.and([eb('folder', '=', boot.folder), eb('epoch', '<', boot.epoch)]),
      ]),
    )
    .execute()
}
