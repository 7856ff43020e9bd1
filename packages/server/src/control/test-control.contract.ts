/** A control plane for tests: the whole API over SQLite in memory, an organisation, and actors at will. */
import { createHash, hkdfSync } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { caseWorld } from '../compose/author.ts'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { makeSealKey } from '../crypto/keyring.ts'
import { createPasswords } from '../crypto/password.ts'
import { createSealer } from '../crypto/seal.ts'
import type { Clock } from '../ports/clock.ts'
import { keyringOf } from '../recorded/keyring.ts'
import { createMemoryCounters } from '../store/memory/counters.ts'
import { openIndex } from '../store/sql/open-index.ts'
import type { ChangeTable } from '../store/sql/tables/change.ts'
import type { Database } from '../store/sql/tables.ts'
import { DATABASES } from '../store/sql/testing/databases.contract.ts'
import { steadyTime } from '../store/steady-time.ts'
import { createAccounts } from './account/accounts.ts'
import type { Actor } from './actor.ts'
import { createEventHub } from './api/events.ts'
import type { Route } from './api/route.ts'
import { createRouter } from './api/router.ts'
import { createLiveDecisions } from './audit/live-decisions.ts'
import type { Touched } from './change/mutate.ts'
import type { Context } from './context.ts'
import type { Control } from './control.ts'
import type { GatewayCounters } from './counter/gateway-counters.ts'
import { oneGateway } from './gateways/gateways.ts'
import type { Self } from './gateways/own.ts'
import type { Role } from './permissions.ts'
import { ROUTES } from './routes/index.ts'
import { serverIdOf } from './server/find-server.ts'
import { testServerParts } from './server/test-server-parts.contract.ts'

const ENDLESS = { burst: Number.POSITIVE_INFINITY, perSecond: 1 }

/** Monday, 2 March 2026, noon. */
export const START: Instant = Date.UTC(2026, 2, 2, 12)

const TEST_GATEWAY: Self = {
  ...{ name: 'gwtest', boot: { folder: 'f', epoch: 1 }, confirmWithin: 5000, connections: 10 },
  ...{ version: '0.0.0', zones: '2026a' },
}

/** An answer as a test reads it. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any
}

/** What a test asks. */
export interface Wish {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Undefined: the admin; `nobody`: nobody. */
  readonly as?: Actor | 'nobody'
}

/** A control plane under test. */
export interface TestControl {
  readonly control: Control
  /** Admin of `acme`, and the installation's operator. */
  readonly admin: Actor
  /** Somebody with a role in an organisation (`acme`), or for one server of it. */
  actor(role: Role, organisation?: string, server?: string): Actor
  /** A context of `acme` for code below the routes. */
  context(more?: Partial<Context>): Context
  /** Asks the API: `call('POST /organisations/acme/servers', { body: … })`. */
  call(what: `${string} /${string}`, wish?: Wish): Promise<Told>
  /** Headers with which somebody asks. */
  enter(as: Actor): Readonly<Record<string, string>>
  /** Nobody is known by these headers any more. */
  leave(as: Actor): void
  /** Whoever asks with them is somebody else from now on: has other roles, say. */
  become(as: Actor, now: Actor): void
  /** Asks as a whole request: for streams, and for what is no JSON. */
  fetch(request: Request): Promise<Response>
  /** What the gateway was told to read anew, in order. */
  readonly published: readonly Touched[]
  /** Records of changes, in order. */
  readonly told: readonly ChangeTable[]
  /** Moves the clock. */
  pass(milliseconds: number): void
  close(): Promise<void>
}

/** Opens one. `more` replaces parts of it, `routes` the table of routes. */
export async function openTestControl(
  more: Partial<Control> = {},
  routes: readonly Route[] = ROUTES as readonly Route[],
): Promise<TestControl> {
  const db = more.db ?? (await openInMemory())
  const published: Touched[] = []
  const told: ChangeTable[] = []
  const actors = new Map<string, Actor>()
  let now = START
  const events = createEventHub()
  const sealKey = makeSealKey(START)
  const control: Control = {
    db,
    clock: { now: () => now, monotonic: () => now - START },
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', 'a key of tests', '', purpose, 32)),
    accounts: createAccounts({ passwords: createPasswords({ cost: { log2N: 4, r: 8, p: 1 } }) }),
    gateways: oneGateway({
      db,
      clock: { now: () => now, monotonic: () => now - START },
      self: TEST_GATEWAY,
      confirmed: () => Number.MAX_SAFE_INTEGER,
    }),
    sealer: createSealer({ current: () => sealKey, find: (id) => (id === sealKey.id ? sealKey : undefined) }),
    ...testServerParts(),
    counters: memoryCounters({ now: () => now, monotonic: () => now - START }),
    audit: { db: more.audit?.db ?? (await openIndex(':memory:')), live: createLiveDecisions() },
    caseWorld,
    operations: { vitals: async () => undefined, mayWatch: () => true, indexLag: () => undefined },
    factKeyring: () => keyringOf(keyedDigester(Buffer.alloc(32, 7))),
    feed: {
      async publish(touched) {
        published.push(touched)
      },
    },
    approvals: { moved: (organisation) => events.tell({ organisation }) },
    events: {
      ...events,
      tell(record) {
        told.push(record as ChangeTable)
        events.tell(record)
      },
    },
    origin: 'http://127.0.0.1:4101',
    gateway: 'http://127.0.0.1:4100',
    say: () => undefined,
    ...more,
  }
  await control.db
    .insertInto('organisations')
    .values(
      ['local', 'acme', 'globex'].map((id) => ({
        id,
        label: id,
        baseline: null,
        settings: '{}',
        revision: 1,
        created: START,
      })),
    )
    .execute()
  const actor = (role: Role, organisation = 'acme', server?: string): Actor => ({
    kind: 'account',
    id: `acc_${role}`,
    name: `${role}@${organisation}.example`,
    operator: false,
    memberships: [{ organisation, server, role }],
    session: 'ses_test',
    proved: now,
  })
  const admin: Actor = { ...actor('admin'), operator: true }
  const enter = (as: Actor): { readonly 'x-test-actor': string } => {
    const key = createHash('sha256').update(JSON.stringify(as)).digest('hex')
    actors.set(key, as)
    return { 'x-test-actor': key }
  }
  const app = createRouter({
    control,
    routes,
    authenticate: async (_, request) => actors.get(request.headers.get('x-test-actor') ?? ''),
    serverOf: serverIdOf,
    rates: { actor: ENDLESS, stranger: ENDLESS },
    onError(error) {
      throw error
    },
  })
  return {
    control,
    admin,
    actor,
    context: (parts) => ({
      control,
      actor: admin,
      organisation: 'acme',
      at: now,
      address: '127.0.0.1',
      agent: 'a test',
      expected: undefined,
      signal: new AbortController().signal,
      header: () => undefined,
      stands: async () => true,
      ...parts,
    }),
    enter,
    become: (as, next) => void actors.set(enter(as)['x-test-actor'], next),
    leave: (as) => void actors.delete(enter(as)['x-test-actor']),
    fetch: async (request) => app.fetch(request, { address: '127.0.0.1' }),
    async call(what, { body, headers, as = admin } = {}) {
      const [method = '', path = ''] = what.split(' ')
      const request = new Request(`http://127.0.0.1:4101/api/v1${path}`, {
        method,
        headers: {
          ...(as !== 'nobody' && enter(as)),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const response = await app.fetch(request, { address: '127.0.0.1' })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    },
    published,
    told,
    pass(milliseconds) {
      now += milliseconds
    },
    close: () => db.destroy(),
  }
}

/** Counters as a gateway in the same thread would answer of them. */
function memoryCounters(clock: Clock): GatewayCounters {
  const store = createMemoryCounters(steadyTime(clock))
  return {
    async ask(wish) {
      if (wish.kind === 'adjust') return store.adjust(wish.claim, wish.how)
      return { outcome: 'looked', standing: await store.standing(wish.claims) }
    },
  }
}

/** `TEST_CONTROL_DATABASE` names another one than SQLite: the whole suite then runs over `PGlite` or `PostgreSQL`. */
async function openInMemory(): Promise<Database> {
  const wished = process.env['TEST_CONTROL_DATABASE'] ?? 'SQLite'
  const found = DATABASES.find(({ name }) => name === wished)
  if (found === undefined || found.skipped !== undefined) throw new Error(`There is no database ${wished} for tests.`)
  return (await found.open()).db
}
