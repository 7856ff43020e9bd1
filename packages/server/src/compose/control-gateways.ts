/** The control plane's part in many gateways on one database; with a file, its gateway is the only one. */
import { Kysely, sql } from 'kysely'
import { hearOthers } from '../control/audit/others-decisions.ts'
import type { Control } from '../control/control.ts'
import type { DirectoryFeed } from '../control/directory/directory-feed.ts'
import { createDatabaseClock, type DatabaseClock } from '../control/gateways/database-clock.ts'
import { type Gateways, oneGateway, sharedGateways } from '../control/gateways/gateways.ts'
import type { Self } from '../control/gateways/own.ts'
import { keepWatch } from '../control/gateways/watch.ts'
import { type GatewayWord, printWord, readWord, touchedBy } from '../control/gateways/words.ts'
import type { ControlStart, FromControl } from '../control/messages.ts'
import { supplyHeld } from '../control/upstream-auth/supply-held.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import { openBell } from '../store/sql/bell.ts'
import { postgresTime } from '../store/sql/database-time.ts'
import { openPostgresPool, postgresDialect } from '../store/sql/postgres-dialect.ts'
import type { Database, Tables } from '../store/sql/tables.ts'
import { VERSION } from './version.ts'

/** What of it all parts share. */
export interface ComposedGateways {
  readonly clock: Clock
  readonly gateways: Gateways
  /** Tells the other gateways at once. */
  tell(word: GatewayWord): void
  /** Begins to look for what others change. @param address where the others reach this gateway */
  begin(control: Control, directory: DirectoryFeed, address: () => string | undefined): Begun
}

/** Looks for what others change, until it is closed. */
export interface Begun {
  /** More is in force at the gateway than before. */
  confirmed(): void
  close(): Promise<void>
}

/** The control plane's end of the line. */
interface Outside {
  readonly send: (message: FromControl) => void
  readonly onError: (error: unknown) => void
}

/** Milliseconds between two looks for changes of other processes. */
const LOOKING = 500
/** What watching may take, milliseconds: it is tried again right away. */
const WATCHING = { most: 2, connect: 2000, statement: 3000, answer: 3000 } as const

/** Of a database that is open. Rejects where it does not answer. */
export async function composeGateways(
  { gateway, database }: ControlStart,
  db: Database,
  outside: Outside,
): Promise<ComposedGateways> {
  const self = { ...gateway, version: VERSION, zones: process.versions['tz'] ?? '' }
  if (database === undefined) return fileGateways(self, db, outside)
  const clock = createDatabaseClock(systemClock)
  const from = clock.monotonic()
  const { rows } = await sql<{ time: number }>`select ${postgresTime} as time`.execute(db)
  if (rows[0] !== undefined) clock.heard(rows[0].time, from, clock.monotonic())
  return databaseGateways({ url: database, self, db, clock }, outside)
}

/** Other processes are commands of the same machine: they are looked for, nobody has to be told. */
function fileGateways(self: Self, db: Database, { onError }: Outside): ComposedGateways {
  let directory: DirectoryFeed | undefined
  return {
    clock: systemClock,
    gateways: oneGateway({ db, clock: systemClock, self, confirmed: () => directory?.confirmed ?? -1 }),
    tell: () => undefined,
    begin({ events }, feed) {
      directory = feed
      const look = (): void => {
        events.wake()
        feed.look().catch(onError)
      }
      const timer = setInterval(look, LOOKING).unref()
      return {
        confirmed: () => undefined,
        close: async () => clearInterval(timer),
      }
    },
  }
}

interface Shared {
  readonly url: string
  readonly self: Self
  readonly db: Database
  readonly clock: DatabaseClock
}

function databaseGateways({ url, self, db, clock }: Shared, outside: Outside): ComposedGateways {
  const { send, onError } = outside
  let ring: (text: string) => Promise<void> = async () => undefined
  return {
    clock,
    gateways: sharedGateways({ db, clock, self, confirmed: () => -1 }),
    tell: (word) => void ring(printWord(word)),
    begin(control, directory, address) {
      const own = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(url, WATCHING)) })
      const watch = keepWatch({ db: own, self, clock, directory, address, send, onError })
      const hearDecisions = hearOthers(control, onError)
      const bell = openBell({
        url,
        self: self.name,
        onRing({ text }) {
          const word = readWord(text)
          if (word?.kind === 'decisions') hearDecisions(word)
          else hear(control, directory, outside, word)
        },
        onConnected() {
          // What was told meanwhile was missed: of credentials nothing else would tell.
          send({ kind: 'forget_credentials' })
          control.audit.live.missed()
          watch.wake()
        },
        onError,
      })
      ring = (text) => bell.ring(text)
      const waking = setInterval(() => control.events.wake(), LOOKING).unref()
      return {
        confirmed: () => watch.wake(),
        async close() {
          clearInterval(waking)
          await Promise.all([watch.close(), bell.close()])
          await own.destroy()
        },
      }
    },
  }
}

function hear(
  control: Control,
  directory: DirectoryFeed,
  { send, onError }: Outside,
  word: Exclude<GatewayWord, { readonly kind: 'decisions' }> | undefined,
): void {
  switch (word?.kind) {
    case undefined:
      return
    case 'directory':
      control.events.wake()
      return void directory.changed(touchedBy(word), word.epoch).catch(onError)
    case 'approvals':
      control.events.tell(word)
      return send({ kind: 'approvals_moved', ids: word.ids })
    case 'credentials': {
      // What is handed on because another gateway said so is not told to it again.
      const here: Control = {
        ...control,
        credentials: { tell: (put) => send({ kind: 'credentials', ask: undefined, put }) },
      }
      return void Promise.all(word.of.map(({ server, owner }) => supplyHeld(here, server, owner))).catch(onError)
    }
    default:
      return word satisfies never
  }
}
