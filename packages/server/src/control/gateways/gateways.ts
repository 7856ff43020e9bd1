/** The gateways of one database, as the rest of the control plane knows them. */
import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../store/sql/tables.ts'
import { type Effective, waitEverywhere } from './effective.ts'
import { takeLease } from './leases.ts'
import type { Self } from './own.ts'
import { type LivingGateway, livingGateways } from './registry.ts'

/** A gateway that runs, for people. */
export interface ShownGateway extends Omit<LivingGateway, 'folder' | 'epoch' | 'patience'> {
  /** The one that is asked. */
  readonly isSelf: boolean
}

/** What is known of all of them. */
export interface Gateways {
  list(): Promise<readonly ShownGateway[]>
  /** The directory's number as it is in the database. */
  epoch(): Promise<number>
  /** Resolves once everything that was changed is in force everywhere, at the latest after two seconds: how far it came. */
  everywhere(): Promise<Effective>
  /** Whether this gateway does what one does at a time, for so many milliseconds from now on. */
  alone(round: string, time: number): Promise<boolean>
}

/** What they are made of. */
export interface GatewaysParts {
  readonly db: Database
  readonly clock: Clock
  readonly self: Self
  /** All changes of the directory up to this number are in force here. */
  readonly confirmed: () => number
}

const epochOf = async (db: Database): Promise<number> =>
  (await db.selectFrom('epoch').select('directory').executeTakeFirst())?.directory ?? 0

/** Of a database that gateways share. */
export function sharedGateways({ db, clock, self }: GatewaysParts): Gateways {
  return {
    list: async () => (await livingGateways(db)).map((row) => ({ ...row, isSelf: row.name === self.name })),
    epoch: () => epochOf(db),
    everywhere: () =>
      waitEverywhere({
        epoch: () => epochOf(db),
        confirmed: async () => (await livingGateways(db)).map(({ confirmed }) => confirmed),
        monotonic: () => clock.monotonic(),
      }),
    alone: (round, time) => takeLease(db, { round, holder: self.name, now: clock.now(), time }),
  }
}

/** Of a file, which one gateway has for itself. */
export function oneGateway({ db, clock, self, confirmed }: GatewaysParts): Gateways {
  const { name, version, zones } = self
  const started = clock.now()
  return {
    list: async () => [
      { name, version, zones, started, address: null, heard: clock.now(), confirmed: confirmed(), isSelf: true },
    ],
    epoch: () => epochOf(db),
    everywhere: () =>
      waitEverywhere({
        epoch: () => epochOf(db),
        confirmed: async () => [confirmed()],
        monotonic: () => clock.monotonic(),
      }),
    alone: async () => true,
  }
}
