/** The composition root of the control plane: its database, what its parts share, and everything behind its listener. */
import { join } from 'node:path'
import { ACCOUNT_SETTINGS, type Accounts, createAccounts } from '../control/account/accounts.ts'
import { createAuthenticate } from '../control/account/authenticate.ts'
import { createMailer } from '../control/account/mailer.ts'
import { setUpLink } from '../control/account/set-up.ts'
import { sweepAccounts } from '../control/account/sweep.ts'
import { type Answerer, createApp } from '../control/api/app.ts'
import { createEventHub } from '../control/api/events.ts'
import { openAddresses } from '../control/api/raw.ts'
import type { Route } from '../control/api/route.ts'
import { createApprovalDesk } from '../control/approval/desk.ts'
import { sealWebhookUrls } from '../control/audit/webhook/seal-urls.ts'
import { createTokenReader } from '../control/authorization/issuer/read-token.ts'
import { grantRounds } from '../control/authorization/tend.ts'
import type { Control } from '../control/control.ts'
import { type AskedCounters, askGateway } from '../control/counter/gateway-counters.ts'
import { createDirectoryFeed, type DirectoryFeed } from '../control/directory/directory-feed.ts'
import { checkKeys } from '../control/gateways/check-keys.ts'
import { credentialsWord, directoryWord } from '../control/gateways/words.ts'
import { hearGateway } from '../control/hear-gateway.ts'
import { removeUnused } from '../control/keys/rotate.ts'
import { machineDoor } from '../control/machine/door.ts'
import type { ControlStart, FromControl, ToControl } from '../control/messages.ts'
import { type AskedVitals, askVitals } from '../control/operations/gateway-vitals.ts'
import { probe } from '../control/operations/pages.ts'
import { firstOrganisation } from '../control/organisation/organisation.ts'
import { type Round, startRounds } from '../control/rounds.ts'
import { ROUTES } from '../control/routes/index.ts'
import { RAW_ROUTES } from '../control/routes/raw.ts'
import { serverIdOf } from '../control/server/find-server.ts'
import { serverRounds } from '../control/server/watch-servers.ts'
import { createSupplier } from '../control/upstream-auth/supply.ts'
import { type Keyring, openKeyring } from '../crypto/keyring.ts'
import { openKey } from '../crypto/keys.ts'
import { createSealer } from '../crypto/seal.ts'
import type { Anyway } from '../listener/listen.ts'
import { systemClock } from '../ports/clock.ts'
import { type OpenedSql, openSql } from '../store/sql/open.ts'
import { caseWorld, factKeyring } from './author.ts'
import { composeControlAudit, openAuditIndex, type RunningAudit } from './control-audit.ts'
import { factKeysOf } from './control-fact-keys.ts'
import { type Begun, type ComposedGateways, composeGateways } from './control-gateways.ts'
import { composeOperations } from './control-operations.ts'
import { composeServers, type ServerParts } from './control-servers.ts'

/** The control plane, open. */
export interface ControlPlane {
  readonly answer: Answerer
  readonly openToPages: (method: string, path: string) => boolean
  /** What probes are told under any host; undefined: it is no probe. */
  probe(method: string, url: string): Promise<Anyway> | undefined
  /** Tells the gateway everything, and from then on what changes. */
  feed(): Promise<void>
  hear(message: Exclude<ToControl, { readonly kind: 'close' | 'tls' }>): void
  /** The listener has another certificate. */
  renewed(certificate: string): void
  /** The port is known. */
  listensOn(port: number): void
  /** The link by which the first account is made; undefined: there is one. */
  setUpLink(): Promise<string | undefined>
  /** Ends those who look on. */
  endStreams(): void
  close(): Promise<void>
}

/** The control plane's end of the line. */
export interface Outside {
  readonly send: (message: FromControl) => void
  readonly onError: (error: unknown) => void
}

const HOUR = 3_600_000

/** Opens it; a problem says what was tried and what to do. */
export async function openControlPlane(
  start: ControlStart,
  outside: Outside,
): Promise<ControlPlane | { readonly problem: string }> {
  const key = openKey(start.keys.installation, process.env)
  if (!key.ok) return key
  const keyring = openKeyring(start.keys.sealing, process.env, () => systemClock.now())
  if (!keyring.ok) return keyring
  const opened = await openSql(
    start.database === undefined
      ? { kind: 'sqlite', path: join(start.dataFolder, 'control.db') }
      : { kind: 'postgres', url: start.database, connections: start.gateway.connections },
  )
  if (opened.outcome === 'refused') return opened
  const sealer = createSealer(keyring.keyring)
  const deriveKey = key.derive
  const strange = opened.kind === 'postgres' ? await checkKeys(opened.db, { deriveKey, sealer }) : undefined
  if (strange !== undefined) {
    await opened.close()
    return { problem: strange }
  }
  await firstOrganisation(opened.db, systemClock.now())
  await sealWebhookUrls({ db: opened.db, sealer })
  const gateways = await composeGateways(start, opened.db, outside)
  const shareKeys = factKeysOf(start, { db: opened.db, clock: gateways.clock, sealer })
  await shareKeys()
  return planeOf(start, outside, {
    opened,
    audit: await openAuditIndex(start, opened.db),
    sealer,
    gateways,
    shareKeys,
    keyring: keyring.keyring,
    deriveKey,
  })
}

interface Opened extends Pick<Control, 'sealer' | 'deriveKey' | 'audit'> {
  readonly opened: OpenedSql
  readonly gateways: ComposedGateways
  readonly shareKeys: () => Promise<void>
  readonly keyring: Keyring
}

/** What accounts need, as the configuration says. */
function accountsOf({ registration, mail }: ControlStart, fetcher: typeof fetch): Accounts {
  return createAccounts({
    settings: { ...ACCOUNT_SETTINGS, registration },
    mail: mail && createMailer(mail, mail.from),
    fetch: fetcher,
  })
}

/** What is known only once it listens. */
interface Place {
  origin: string
  gateway: string
  /** Where the other gateways reach this one. */
  address?: string | undefined
  begun?: Begun
  audit?: RunningAudit
}

function planeOf(start: ControlStart, outside: Outside, opened: Opened): ControlPlane {
  const place: Place = { origin: originOf(start, start.port), gateway: '' }
  const servers = composeServers(start, (put) => {
    outside.send({ kind: 'credentials', ask: undefined, put })
    opened.gateways.tell(credentialsWord(put))
  })
  const counters = askGateway((ask, wish) => outside.send({ kind: 'counters', ask, wish }))
  const vitals = askVitals((ask, wanted) => outside.send({ kind: 'vitals', ask, wanted }))
  const { control, directory } = controlOf(start, outside, { opened, place, parts: servers.parts, counters, vitals })
  const { events } = control
  const { keyring, shareKeys } = opened
  const supplier = createSupplier(control)
  const tokens = createTokenReader(control)
  const auditing = composeControlAudit(start, control, { ...outside, tell: opened.gateways.tell })
  place.audit = auditing
  const approvals = createApprovalDesk(control, outside.send)
  const rounds = startRounds(
    [...housekeeping(control, keyring), { every: HOUR, run: shareKeys }, ...auditing.rounds, ...approvals.rounds],
    {
      alone: control.gateways.alone,
      onError: outside.onError,
    },
  )
  const door = machineDoor(start)
  const begun = opened.gateways.begin(control, directory, () => place.address)
  place.begun = begun
  return {
    answer: createApp({
      control,
      routes: ROUTES as readonly Route[],
      raw: RAW_ROUTES,
      authenticate: door.authenticate(createAuthenticate()),
      serverOf: serverIdOf,
      onError: outside.onError,
    }),
    openToPages: openAddresses(RAW_ROUTES),
    probe: (method, url) => probe(control.operations, method, url),
    feed: () => directory.whole(),
    hear(message) {
      if (message.kind === 'in_force') directory.inForce(message.number)
      else if (message.kind === 'gateway') Object.assign(place, { gateway: message.origin, address: message.address })
      else if (message.kind === 'file') {
        servers.adopt(message.file)
        // Servers from templates are what the file says of them now.
        directory.whole().catch(outside.onError)
      } else
        hearGateway(control, message, { send: outside.send, supplier, tokens, counters, vitals, approvals }).catch(
          outside.onError,
        )
    },
    renewed: (certificate) => door.renew(certificate),
    listensOn(port) {
      place.origin = originOf(start, port)
      door.open(port)
    },
    setUpLink: () => setUpLink(control),
    endStreams: () => events.close(),
    async close() {
      door.close()
      await rounds.end()
      await auditing.close()
      await begun.close()
      await opened.opened.close()
    },
  }
}

interface Making {
  readonly opened: Opened
  readonly place: Place
  readonly parts: ServerParts['parts']
  readonly counters: AskedCounters
  readonly vitals: AskedVitals
}

/** What all parts share, and what tells the gateway of it. */
function controlOf(
  start: ControlStart,
  { send, onError }: Outside,
  { opened, place, parts, counters, vitals }: Making,
): { readonly control: Control; readonly directory: DirectoryFeed } {
  const { sealer, deriveKey, audit } = opened
  const operations = composeOperations(start, vitals, () => place.audit?.lag())
  const events = createEventHub()
  const control: Control = {
    db: opened.opened.db,
    clock: opened.gateways.clock,
    gateways: opened.gateways.gateways,
    ...{ deriveKey, sealer, audit, counters, events, operations, caseWorld },
    ...parts,
    accounts: accountsOf(start, parts.egress.fetch),
    approvals: {
      moved(organisation, ids) {
        events.tell({ organisation })
        send({ kind: 'approvals_moved', ids })
        opened.gateways.tell({ kind: 'approvals', organisation, ids: [...ids] })
      },
    },
    feed: {
      publish(touched, epoch) {
        opened.gateways.tell(directoryWord(touched, epoch))
        return directory.publish(touched, epoch)
      },
    },
    factKeyring: factKeyring(start.dataFolder, deriveKey),
    get origin() {
      return place.origin
    },
    get gateway() {
      return place.gateway
    },
    say: (text) => send({ kind: 'says', text }),
  }
  const directory = createDirectoryFeed({
    control,
    send: (number, change) => send({ kind: 'directory', number, change }),
    onError,
    onConfirmed: () => place.begun?.confirmed(),
  })
  return { control, directory }
}

/** What parts do without being asked. */
const housekeeping = (control: Control, keyring: Keyring): readonly Round[] => [
  ...serverRounds(control),
  ...grantRounds(control),
  { every: HOUR, alone: 'sweep-accounts', run: () => sweepAccounts(control) },
  { every: HOUR, run: () => removeUnused(control.db, keyring, control.clock.now()) },
]

function originOf({ origin, host, port: _, tls }: ControlStart, port: number): string {
  if (origin !== undefined) return origin
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
