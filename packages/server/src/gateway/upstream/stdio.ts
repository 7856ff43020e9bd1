/** A server that is a program on this machine: its children, how many, for whom, for how long (MCP, stdio). */
import type { Clock } from '../../ports/clock.ts'
import type { StdioTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { Era } from '../wire/message.ts'
import type { ChannelLink } from './channel-link.ts'
import { Deadlines } from './deadlines.ts'
import type { Link, Upstream } from './link.ts'
import { RunningChild, type UpstreamEvents } from './running-child.ts'
import { SharedLink } from './shared-link.ts'

export interface UpstreamOptions extends UpstreamEvents {
  readonly clock: Clock
  /** Milliseconds given to each step of ending a child; 2000 unless told otherwise. */
  readonly grace?: number
}

const GRACE = 2000
/** Milliseconds before a program that ended without a word is started again: doubled each time. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000

const NOTHING_TO_END = 200

/** What keeps children apart: an era each, because a server settles on one for the life of its connection. */
const sharedKey = (grant: string, era: Era): string => `${era} ${grant}`

class StdioUpstream implements Upstream {
  readonly #options: UpstreamOptions
  readonly #transport: StdioTransport
  readonly #limits: UpstreamLimits
  readonly #deadlines: Deadlines
  readonly #children = new Set<RunningChild>()
  readonly #bySession = new Map<string, ChannelLink>()
  readonly #byGrant = new Map<string, RunningChild>()
  #closed = false
  #failures = 0
  #notBefore = Number.NEGATIVE_INFINITY

  constructor(transport: StdioTransport, limits: UpstreamLimits, options: UpstreamOptions) {
    this.#options = options
    this.#transport = transport
    this.#limits = limits
    this.#deadlines = new Deadlines(limits.headersTimeout)
  }

  link({ grant, session }: { readonly grant: string; readonly session: string }): Link | undefined {
    if (this.#transport.share === 'session') return this.#own(JSON.stringify([grant, session]))
    const known = this.#byGrant.has(sharedKey(grant, 'legacy')) || this.#byGrant.has(sharedKey(grant, 'modern'))
    return known || this.#room() ? new SharedLink((era) => this.#shared(grant, era)) : undefined
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#children].map((child) => child.stop()))
  }

  /** The child of one conversation: it begins and ends with it. */
  #own(key: string): Link | undefined {
    const known = this.#bySession.get(key)
    if (known?.dead === false) return known
    const child = this.#start()
    const link = child?.channel.link(async () => {
      if (this.#bySession.get(key) === link) this.#bySession.delete(key)
      await child.stop()
      return NOTHING_TO_END
    })
    if (link !== undefined) this.#bySession.set(key, link)
    return link
  }

  /** A place in the child that all conversations of a grant share: it outlives them until it is idle. */
  #shared(grant: string, era: Era): ChannelLink | undefined {
    const key = sharedKey(grant, era)
    const known = this.#byGrant.get(key)
    const child = known?.channel.ended === undefined ? (known ?? this.#start()) : this.#start()
    if (child === undefined) return undefined
    this.#byGrant.set(key, child)
    return child.channel.link(async () => NOTHING_TO_END)
  }

  #room(): boolean {
    if (this.#closed || this.#children.size >= this.#transport.maxChildren) return false
    return this.#options.clock.monotonic() >= this.#notBefore
  }

  #start(): RunningChild | undefined {
    if (!this.#room()) return undefined
    const child = new RunningChild({
      ...this.#options,
      transport: this.#transport,
      limits: this.#limits,
      deadlines: this.#deadlines,
      grace: this.#options.grace ?? GRACE,
      onOver: (over, failed) => this.#forget(over, failed),
    })
    this.#children.add(child)
    return child
  }

  #forget(child: RunningChild, failed: boolean): void {
    this.#children.delete(child)
    for (const [key, link] of this.#bySession) if (link.dead) this.#bySession.delete(key)
    for (const [key, other] of this.#byGrant) if (other === child) this.#byGrant.delete(key)
    this.#failures = failed ? this.#failures + 1 : 0
    if (!failed) return
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1))
    this.#notBefore = this.#options.clock.monotonic() + pause
  }
}

/** Starts nothing until somebody converses. */
export const openStdio = (transport: StdioTransport, limits: UpstreamLimits, options: UpstreamOptions): Upstream =>
  new StdioUpstream(transport, limits, options)
