/** A server that is a program on this machine: its children, how many, for whom, for how long (MCP, stdio). */
import type { Clock } from '../../ports/clock.ts'
import type { StdioTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { Era } from '../wire/message.ts'
import type { ChannelLink } from './channel-link.ts'
import { Deadlines } from './deadlines.ts'
import type { ClientKind } from './http-connections.ts'
import { type Link, STATELESS, type Upstream } from './link.ts'
import { type ChildEnd, RunningChild, type UpstreamEvents } from './running-child.ts'
import { unsent } from './settled.ts'
import { SharedLink } from './shared-link.ts'
import type { Tally } from './tally.ts'

export interface UpstreamOptions extends UpstreamEvents {
  readonly clock: Clock
  /** Milliseconds given to each step of ending a child; 2000 unless told otherwise. */
  readonly grace?: number
  /** Who speaks HTTP to servers; undefined: our own client. */
  readonly client?: ClientKind | undefined
  /** Where connections and children are counted; undefined: nowhere. */
  readonly tally?: Tally | undefined
}

const GRACE = 2000
/** Milliseconds before a program that ended without a word is started again: doubled each time. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000

const NOTHING_TO_END = 200

/** What keeps children apart: an era each, because a server settles on one for the life of its connection. */
const sharedKey = (grant: string, era: Era): string => `${era} ${grant}`
const sessionKey = (grant: string, session: string): string => JSON.stringify([grant, session])

/** Stands for a link while a program that ended without a word is given its pause. */
const PAUSING: Link = {
  exchange: (_outgoing, listener) => unsent(listener, 'unreachable'),
  listen: (_lastEventId, _headers, listener) => unsent(listener, 'unreachable'),
  close: async () => NOTHING_TO_END,
  dead: true,
}

/** A child that is one conversation's own. */
interface Owned {
  readonly child: RunningChild
  readonly link: ChannelLink
}

/** How often the program ended without a word, and when it may be started again. */
interface Failures {
  count: number
  notBefore: number
}

class StdioUpstream implements Upstream {
  readonly #options: UpstreamOptions
  readonly #transport: StdioTransport
  readonly #limits: UpstreamLimits
  readonly #deadlines: Deadlines
  readonly #children = new Map<RunningChild, Era>()
  readonly #bySession = new Map<string, Owned>()
  readonly #byGrant = new Map<string, RunningChild>()
  /** An era each: a program that ends when it is asked in the modern one may serve the other. */
  readonly #failures: Readonly<Record<Era, Failures>> = {
    legacy: { count: 0, notBefore: Number.NEGATIVE_INFINITY },
    modern: { count: 0, notBefore: Number.NEGATIVE_INFINITY },
  }
  #closed = false

  constructor(transport: StdioTransport, limits: UpstreamLimits, options: UpstreamOptions) {
    this.#options = options
    this.#transport = transport
    this.#limits = limits
    this.#deadlines = new Deadlines(limits.headersTimeout)
  }

  link({ grant, session }: { readonly grant: string; readonly session: string }): Link | undefined {
    if (this.#transport.share === 'session') return this.#own(grant, session)
    const known = this.#byGrant.has(sharedKey(grant, 'legacy')) || this.#byGrant.has(sharedKey(grant, 'modern'))
    return known || this.#room() ? new SharedLink((era) => this.#shared(grant, era)) : undefined
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#children.keys()].map((child) => child.stop()))
  }

  /** The child of one conversation: it begins and ends with it. */
  #own(grant: string, session: string): Link | undefined {
    const key = sessionKey(grant, session)
    const known = this.#bySession.get(key)
    if (known?.link.dead === false) return known.link
    const era: Era = session === STATELESS ? 'modern' : 'legacy'
    const child = this.#freeOf(era, this.#bySession.get(sessionKey(grant, STATELESS))?.child) ?? this.#start(era)
    if (child === undefined) return this.#pausing(era) ? PAUSING : undefined
    const link = child.channel.link(async () => {
      // Another conversation may have taken the child over.
      if (this.#bySession.get(key)?.link !== link) return NOTHING_TO_END
      this.#bySession.delete(key)
      await child.stop()
      return NOTHING_TO_END
    })
    this.#bySession.set(key, { child, link })
    return link
  }

  /** A place in the child that all conversations of a grant share: it outlives them until it is idle. */
  #shared(grant: string, era: Era): ChannelLink | undefined {
    const key = sharedKey(grant, era)
    const known = this.#byGrant.get(key)
    const usable = known?.channel.ended === undefined ? known : undefined
    const child = usable ?? this.#freeOf(era, this.#byGrant.get(sharedKey(grant, 'modern'))) ?? this.#start(era)
    if (child === undefined) return undefined
    this.#byGrant.set(key, child)
    return child.channel.link(async () => NOTHING_TO_END)
  }

  /**
   * A client tries the modern era first and falls back to the other (MCP 2026-07-28, versioning): the child that refused
   * goes on with the session, so that no second one is started, nor needed.
   */
  #freeOf(era: Era, tried: RunningChild | undefined): RunningChild | undefined {
    if (era !== 'legacy' || tried?.channel.rejected !== true) return undefined
    this.#disown(tried)
    tried.channel.release()
    this.#children.set(tried, era)
    return tried
  }

  #room(): boolean {
    return !this.#closed && this.#children.size < this.#transport.maxChildren
  }

  #pausing(era: Era): boolean {
    return this.#room() && this.#options.clock.monotonic() < this.#failures[era].notBefore
  }

  #start(era: Era): RunningChild | undefined {
    if (!this.#room() || this.#pausing(era)) return undefined
    const child = new RunningChild({
      ...this.#options,
      transport: this.#transport,
      limits: this.#limits,
      deadlines: this.#deadlines,
      grace: this.#options.grace ?? GRACE,
      onOver: (over, how) => this.#forget(over, how),
    })
    if (this.#options.tally !== undefined) this.#options.tally.starts++
    this.#children.set(child, era)
    return child
  }

  #disown(child: RunningChild): void {
    for (const [key, owned] of this.#bySession) if (owned.child === child) this.#bySession.delete(key)
    for (const [key, other] of this.#byGrant) if (other === child) this.#byGrant.delete(key)
  }

  #forget(child: RunningChild, how: ChildEnd): void {
    const failed = how === 'silent'
    if (how !== 'stopped' && this.#options.tally !== undefined) this.#options.tally.crashes++
    const failures = this.#failures[this.#children.get(child) ?? 'legacy']
    this.#children.delete(child)
    this.#disown(child)
    failures.count = failed ? failures.count + 1 : 0
    if (!failed) return
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures.count - 1))
    failures.notBefore = this.#options.clock.monotonic() + pause
  }
}

/** Starts nothing until somebody converses. */
export const openStdio = (transport: StdioTransport, limits: UpstreamLimits, options: UpstreamOptions): Upstream =>
  new StdioUpstream(transport, limits, options)
