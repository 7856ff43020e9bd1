/** The line between the gateway and the control plane: what is told comes into force, and what is heard is told. */

import type { CounterAnswer, CounterWish, FromControl, HeardTool, OwnGateway, ToControl } from '../control/messages.ts'
import type { KnownTool } from '../gateway/tools/known-tool.ts'
import type { LinkCredential } from '../gateway/upstream/credential.ts'
import type { UpstreamFailure } from '../gateway/upstream/link.ts'
import type { Clock } from '../ports/clock.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Server } from '../ports/directory.ts'
import type { Vitals, Wanted } from '../ports/measures.ts'
import { createFedApprovals, type FedApprovals } from '../store/feed/approvals.ts'
import type { FedDirectory } from '../store/feed/directory.ts'
import { createTokenInquiry, type FedTokenInquiry } from '../store/feed/token-inquiry.ts'
import { createFedVault, type FedVault } from '../store/feed/vault.ts'
import type { AmongGateways } from './among-gateways.ts'
import type { AuditWord } from './audit.ts'
import { createUsage, type Usage } from './usage.ts'

/** Where the two listeners are, once they listen. */
export interface Origins {
  /** What MCP clients are told to connect to. */
  readonly gateway: string
  /** Where they get tokens by OAuth; undefined: nowhere. */
  readonly issuer: string | undefined
  /** Where the other gateways of the database reach this one; undefined: nothing says where. */
  readonly address?: string | undefined
}

/** The gateway's end, as whoever runs the control plane's thread holds it. */
export interface ControlLine {
  /** Which gateway this is, to the others of its database. */
  readonly own: OwnGateway
  /** Resolves when a whole directory is in force for the first time, and is known to be the latest. Never rejects. */
  readonly ready: Promise<void>
  /** A message came. */
  hear(message: FromControl): void
  /** A thread runs, the first or another one: it is told what it has to know. */
  attach(send: (message: ToControl) => void): void
  /** A thread runs now. */
  readonly attached: boolean
  /** The thread is gone. What it told last stays in force. */
  detach(): void
  announce(origins: Origins): void
}

/** The same end, as the gateway holds it. */
export interface GatewayLine extends ControlLine {
  readonly vault: FedVault
  readonly inquiry: FedTokenInquiry
  readonly approvals: FedApprovals
  readonly usage: Usage
  issuer(): string | undefined
  /** Whose credential a way to a server uses; undefined: it needs none. */
  credentialOf(server: Server, owner: string): LinkCredential | undefined
  /** Another list of a server's tools is known. */
  heard(server: Server, tools: ReadonlyMap<string, KnownTool>): void
  /** A server was reached, or was not. */
  reached(server: Server, failure: UpstreamFailure | undefined): void
}

/** Why a server was not reached, for people. */
const PROBLEMS: Partial<Record<UpstreamFailure, string>> = {
  unreachable: 'The server could not be reached.',
  timeout: 'The server did not answer in time.',
  closed: 'The server ended before it answered.',
  garbage: 'The server’s answer was not a valid one.',
  unauthorized: 'The server did not accept the gateway’s credential.',
  redirect: 'The server answered with a redirect.',
}

/** What a line is made with. */
export interface LineOptions {
  readonly clock: Clock
  readonly counters: CounterStore
  /** Which gateway this is. */
  readonly among: AmongGateways
  /** How the gateway does. Never rejects. */
  readonly vitals: (wanted: Wanted) => Promise<Vitals>
  /** A line for the operator. */
  readonly diagnose: (text: string, cause?: unknown) => void
  /** Something of audit was told. */
  readonly onAudit?: ((word: AuditWord) => void) | undefined
}

/** @param directory what is fed */
export function createLine(directory: FedDirectory, options: LineOptions): GatewayLine {
  return new Line(directory, options)
}

class Line implements GatewayLine {
  readonly own: OwnGateway
  readonly ready: Promise<void>
  readonly vault: FedVault
  readonly inquiry: FedTokenInquiry
  readonly approvals: FedApprovals
  readonly usage: Usage
  readonly #directory: FedDirectory
  readonly #options: LineOptions
  /** What was told last of each server, by its id: told again to another thread. */
  readonly #tools = new Map<string, Extract<ToControl, { kind: 'tools' }>>()
  readonly #reached = new Map<string, Extract<ToControl, { kind: 'reached' }>>()
  #origins: Origins | undefined
  #send: ((message: ToControl) => void) | undefined
  #isWhole = false
  #onReady: () => void = () => undefined

  constructor(directory: FedDirectory, options: LineOptions) {
    this.#directory = directory
    this.#options = options
    this.own = options.among.own
    this.ready = new Promise((resolve) => {
      this.#onReady = resolve
    })
    const now = (): number => options.clock.now()
    this.vault = createFedVault({ now, ask: (ask, wish) => this.#tell({ kind: 'credential', ask, ...wish }) })
    this.inquiry = createTokenInquiry({
      now,
      wanted: () => directory.hasOtherIssuers,
      ask: (ask, token, audience) => this.#tell({ kind: 'token', ask, token, audience }),
    })
    const { boot } = options.among.own
    this.approvals = createFedApprovals({ send: (ask, wish) => this.#tell({ kind: 'approval', ask, boot, wish }) })
    this.usage = createUsage({ now, tell: (grants) => this.#tell({ kind: 'used', grants }) })
  }

  issuer(): string | undefined {
    return this.#origins?.issuer
  }

  credentialOf({ id, administration, transport }: Server, owner: string): LinkCredential | undefined {
    if (transport.kind === 'stdio' || (administration?.authentication ?? 'none') === 'none') return undefined
    const place = { server: id, owner }
    const { vault } = this
    const url = transport.url.href
    return {
      current() {
        const held = vault.find(place)
        return held?.url === undefined || held.url === url ? held : undefined
      },
      obtain: (grant, refused) => this.vault.obtain({ ...place, grant, refused }),
    }
  }

  hear(message: FromControl): void {
    try {
      this.#take(message)
    } catch (cause) {
      this.#options.diagnose('What the control plane told could not be put in force; what it told before is.', cause)
    }
  }

  #take(message: FromControl): void {
    switch (message.kind) {
      case 'directory':
        return this.#feed(message)
      case 'credentials':
        return this.vault.put(message.ask, message.put)
      case 'counters':
        return void this.#count(message.ask, message.wish)
      case 'vitals':
        return void this.#tellVitals(message.ask, message.wanted)
      case 'token':
        return this.inquiry.answered(message.ask)
      case 'approval':
        return this.approvals.answered(message.ask, message.answer)
      case 'approvals_moved':
        return this.approvals.moved(message.ids)
      case 'forget_credentials':
        return this.vault.retain(new Set())
      case 'current':
      case 'neighbours':
        this.#options.among.hear(message)
        return this.#begin()
      case 'change_heads':
      case 'retention':
        return this.#options.onAudit?.(message)
      default:
      // Everything else concerns whoever runs the thread.
    }
  }

  /** Stores never reject: what they could not do is their answer. */
  async #count(ask: number, wish: CounterWish): Promise<void> {
    this.#tell({ kind: 'counters', ask, answer: await answerOf(this.#options.counters, wish) })
  }

  async #tellVitals(ask: number, wanted: Wanted): Promise<void> {
    this.#tell({ kind: 'vitals', ask, vitals: await this.#options.vitals(wanted) })
  }

  get attached(): boolean {
    return this.#send !== undefined
  }

  attach(send: (message: ToControl) => void): void {
    this.#send = send
    if (this.#origins !== undefined) send(toldOf(this.#origins))
    for (const message of this.#tools.values()) send(message)
    for (const message of this.#reached.values()) send(message)
    this.approvals.attached()
  }

  detach(): void {
    this.#send = undefined
  }

  announce(origins: Origins): void {
    this.#origins = origins
    this.#tell(toldOf(origins))
  }

  heard({ id, administration }: Server, tools: ReadonlyMap<string, KnownTool>): void {
    if (administration === undefined) return
    const list = [...tools.values()].flatMap(heardTool).sort((a, b) => (a.name < b.name ? -1 : 1))
    if (isSame(this.#tools.get(id)?.tools, list)) return
    const message = { kind: 'tools', server: id, tools: list } as const
    this.#tools.set(id, message)
    this.#tell(message)
  }

  reached({ id }: Server, failure: UpstreamFailure | undefined): void {
    const problem = failure && (PROBLEMS[failure] ?? PROBLEMS.unreachable)
    const before = this.#reached.get(id)
    if (before !== undefined && before.problem === problem) return
    const message = { kind: 'reached', server: id, at: this.#options.clock.now(), problem } as const
    this.#reached.set(id, message)
    this.#tell(message)
  }

  #feed({ number, change }: Extract<FromControl, { kind: 'directory' }>): void {
    this.#directory.feed(change)
    if (change.extent === 'whole' || change.drop.servers.length > 0) this.#forgetServers()
    this.#tell({ kind: 'in_force', number })
    this.#isWhole ||= change.extent === 'whole'
    this.#begin()
  }

  /** Calls are worth to be taken once there is a whole directory, and nothing newer in the database. */
  #begin(): void {
    const { clock, among } = this.#options
    if (this.#isWhole && clock.monotonic() <= among.currency.until) this.#onReady()
  }

  /** What is remembered of servers that are there no more. */
  #forgetServers(): void {
    const servers = new Set(this.#directory.servers().map(({ id }) => id))
    this.vault.retain(servers)
    for (const told of [this.#tools, this.#reached]) {
      for (const id of told.keys()) if (!servers.has(id)) told.delete(id)
    }
  }

  /** @returns false where nobody listens */
  #tell(message: ToControl): boolean {
    this.#send?.(message)
    return this.#send !== undefined
  }
}

const toldOf = ({ gateway, address }: Origins): ToControl => ({ kind: 'gateway', origin: gateway, address })

async function answerOf(counters: CounterStore, wish: CounterWish): Promise<CounterAnswer> {
  if (wish.kind === 'adjust') return counters.adjust(wish.claim, wish.how)
  return { outcome: 'looked', standing: await counters.standing(wish.claims) }
}

const heardTool = ({ name, heard }: KnownTool): readonly HeardTool[] =>
  heard === undefined ? [] : [{ name, fingerprint: heard.fingerprint, definition: heard.text }]

/** What a client cannot tell apart is the same. */
const isSame = (before: readonly HeardTool[] | undefined, now: readonly HeardTool[]): boolean =>
  before?.length === now.length &&
  before.every(({ name, fingerprint }, i) => name === now[i]?.name && fingerprint === now[i]?.fingerprint)
