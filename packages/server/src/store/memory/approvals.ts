/** Approvals that live and die with this process: for tests, and for whoever puts people before it in another way. */
import { randomUUID } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import {
  type Approval,
  type ApprovalSettlement,
  type ApprovalState,
  type ApprovalStore,
  type Asking,
  type Consumed,
  MAX_OPENED_AN_HOUR,
  MAX_PENDING,
  type Opened,
  REJECTED_FOR,
  UNDELIVERED_FOR,
  UNKNOWN_FOR,
} from '../../ports/approval-store.ts'
import { joinTerms } from '../../ports/approval-terms.ts'
import { type ApprovalEntry, isUsedUp, outcomeOf, serves, type Use } from './approval-entry.ts'

/** What people do with it. */
export interface Verdicts {
  /** @param narrowed `params` as they may be sent; undefined: as they were asked about. False: too late, or no second time. */
  approve(id: string, by: string, narrowed?: string): boolean
  reject(id: string, by: string, reason?: string): boolean
}

/** A store with people before it. */
export interface MemoryApprovals extends ApprovalStore, Verdicts {
  /** What waits, oldest first. */
  pending(): readonly Approval[]
  /** What was asked about. */
  paramsOf(id: string): string | undefined
  /** The gateway that made the calls under way is gone. */
  gatewayGone(): void
}

const HOUR = 60 * 60_000
/** Milliseconds for which what is over can be read. */
const KEPT_FOR = 60 * 24 * HOUR
const CHANGED = 'Something that it was bound to is different now: it was asked anew.'

/**
 * @param now wall time
 * @param page where a question would be answered
 */
export function createMemoryApprovals(
  now: () => Instant,
  page: (id: string) => string = (id) => `https://approvals.invalid/${id}`,
): MemoryApprovals {
  return new Memory(now, page)
}

class Memory implements MemoryApprovals {
  readonly #now: () => Instant
  readonly #page: (id: string) => string
  readonly #entries = new Map<string, ApprovalEntry>()
  readonly #waiting = new Map<string, Set<(approval: Approval | undefined) => void>>()

  constructor(now: () => Instant, page: (id: string) => string) {
    this.#now = now
    this.#page = page
  }

  async open(asking: Asking): Promise<Opened> {
    const found = this.#find(asking)
    if (found !== undefined) return { outcome: 'found', approval: this.#shown(found) }
    this.#forget()
    const full = this.#room(asking)
    if (full !== undefined) return { outcome: 'too_many', retryAfter: full }
    this.#supersedeWhere(
      ({ asking: other }) => other.organisation === asking.organisation && other.call === asking.call,
      CHANGED,
    )
    const terms = joinTerms(asking.asks)
    const entry: ApprovalEntry = {
      id: randomUUID(),
      asking,
      terms,
      voters: new Set(),
      uses: new Map(),
      returned: new Set(),
      state: 'pending',
      expires: this.#now() + terms.timeout,
      ended: undefined,
      reason: undefined,
      narrowed: undefined,
    }
    this.#entries.set(entry.id, entry)
    return { outcome: 'found', approval: this.#shown(entry) }
  }

  settled(id: string, signal: AbortSignal): Promise<Approval | undefined> {
    const entry = this.#entries.get(id)
    if (entry === undefined || signal.aborted) return Promise.resolve(undefined)
    if (this.#stateOf(entry) !== 'pending') return Promise.resolve(this.#shown(entry))
    return new Promise((resolve) => {
      const wakes = this.#waiting.get(id) ?? new Set()
      const timer = setTimeout(() => this.#wake(entry), Math.max(0, entry.expires - this.#now()))
      const end = (approval: Approval | undefined): void => {
        clearTimeout(timer)
        wakes.delete(end)
        resolve(approval)
      }
      this.#waiting.set(id, wakes.add(end))
      signal.addEventListener('abort', () => end(undefined), { once: true })
    })
  }

  async read(id: string): Promise<Approval | undefined> {
    const entry = this.#entries.get(id)
    return entry && this.#shown(entry)
  }

  async consume(id: string, by: Parameters<ApprovalStore['consume']>[1]): Promise<Consumed> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return { outcome: 'refused', approval: undefined }
    const refused = { outcome: 'refused', approval: this.#shown(entry) } as const
    if (this.#stateOf(entry) !== 'approved' || entry.uses.has(by.call) || entry.returned.has(by.call)) return refused
    if (!serves(entry, by)) return refused
    entry.uses.set(by.call, { state: 'running', at: this.#now(), undelivered: undefined })
    return { outcome: 'consumed', narrowed: entry.narrowed }
  }

  async settle(id: string, call: string, how: ApprovalSettlement): Promise<void> {
    const entry = this.#entries.get(id)
    const use = entry?.uses.get(call)
    if (entry === undefined || use === undefined || use.state !== 'running') {
      if (use === undefined) entry?.returned.add(call)
      return
    }
    if (how.how === 'not_sent') {
      entry.uses.delete(call)
      entry.returned.add(call)
      return
    }
    use.state = how.how
    if (how.how === 'unknown' || how.undelivered === undefined) return
    use.undelivered = { text: how.undelivered, until: this.#now() + UNDELIVERED_FOR }
  }

  async collect(id: string, binding: string): Promise<string | undefined> {
    const entry = this.#entries.get(id)
    if (entry?.asking.binding !== binding) return undefined
    const use = [...entry.uses.values()].find((each) => this.#waits(each))
    const text = use?.undelivered?.text
    if (use !== undefined) use.undelivered = undefined
    return text
  }

  async supersede(which: Parameters<ApprovalStore['supersede']>[0], reason: string): Promise<void> {
    const { organisation, grant, server, tool } = which
    this.#supersedeWhere(
      ({ asking }) =>
        asking.organisation === organisation &&
        (grant === undefined || asking.grant.id === grant) &&
        (server === undefined || asking.server.id === server) &&
        (tool === undefined || asking.tool === tool),
      reason,
    )
  }

  approve(id: string, by: string, narrowed?: string): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined || this.#stateOf(entry) !== 'pending' || entry.voters.has(by)) return false
    const { terms, asking } = entry
    if (terms.fourEyes && by === asking.grant.owner) return false
    entry.voters.add(by)
    if (narrowed !== undefined) entry.narrowed = narrowed
    if (entry.voters.size < terms.quorum) return true
    entry.state = 'approved'
    entry.expires = this.#now() + (narrowed === undefined ? (terms.reuse?.forMs ?? terms.timeout) : terms.timeout)
    this.#wake(entry)
    return true
  }

  reject(id: string, _by: string, reason?: string): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined || this.#stateOf(entry) !== 'pending') return false
    this.#end(entry, 'rejected', reason)
    return true
  }

  pending(): readonly Approval[] {
    return [...this.#entries.values()]
      .filter((entry) => this.#stateOf(entry) === 'pending')
      .map((entry) => this.#shown(entry))
  }

  paramsOf(id: string): string | undefined {
    return this.#entries.get(id)?.asking.params
  }

  gatewayGone(): void {
    for (const { uses } of this.#entries.values()) {
      for (const use of uses.values()) if (use.state === 'running') use.state = 'unknown'
    }
  }

  #find(asking: Asking): ApprovalEntry | undefined {
    const counting = [...this.#entries.values()].reverse().filter((entry) => this.#counts(entry))
    const own = counting.find((entry) => entry.asking.binding === asking.binding)
    if (own !== undefined || asking.alike === undefined) return own
    return counting.find((entry) => this.#stateOf(entry) === 'approved' && serves(entry, asking))
  }

  #counts(entry: ApprovalEntry): boolean {
    switch (this.#stateOf(entry)) {
      case 'pending':
      case 'approved':
        return true
      case 'rejected':
        return this.#now() < (entry.ended ?? 0) + REJECTED_FOR
      case 'consumed':
        return [...entry.uses.values()].some((use) => this.#waits(use) || use.state === 'running' || this.#bars(use))
      default:
        return false
    }
  }

  #bars({ state, at }: Use): boolean {
    return state === 'unknown' && this.#now() < at + UNKNOWN_FOR
  }

  #waits({ undelivered }: Use): boolean {
    return undelivered !== undefined && this.#now() < undelivered.until
  }

  /** What is long over is of no use to anybody. */
  #forget(): void {
    const before = this.#now() - KEPT_FOR
    for (const entry of this.#entries.values()) {
      if (entry.expires < before && !this.#counts(entry)) this.#entries.delete(entry.id)
    }
  }

  /** Seconds until there is room; undefined: there is. */
  #room({ organisation, grant, at: _ }: Asking): number | undefined {
    const now = this.#now()
    const own = [...this.#entries.values()].filter(
      ({ asking }) => asking.organisation === organisation && asking.grant.id === grant.id,
    )
    const pending = own.filter((entry) => this.#stateOf(entry) === 'pending')
    const recent = own.filter(({ asking }) => asking.at > now - HOUR)
    const first = pending.length >= MAX_PENDING ? Math.min(...pending.map(({ expires }) => expires)) : 0
    const next = recent.length >= MAX_OPENED_AN_HOUR ? Math.min(...recent.map(({ asking }) => asking.at)) + HOUR : 0
    const until = Math.max(first, next)
    return until === 0 ? undefined : Math.max(1, Math.ceil((until - now) / 1000))
  }

  #stateOf(entry: ApprovalEntry): ApprovalState {
    const { state, uses, narrowed, terms } = entry
    if (state !== 'pending' && state !== 'approved') return state
    if (state === 'approved' && isUsedUp([...uses.values()], narrowed === undefined ? terms : undefined))
      return 'consumed'
    if (this.#now() >= entry.expires) return uses.size > 0 ? 'consumed' : 'expired'
    return state
  }

  #supersedeWhere(isMeant: (entry: ApprovalEntry) => boolean, reason: string): void {
    for (const entry of this.#entries.values()) {
      const state = this.#stateOf(entry)
      if ((state === 'pending' || state === 'approved') && isMeant(entry)) this.#end(entry, 'superseded', reason)
    }
  }

  #end(entry: ApprovalEntry, state: 'rejected' | 'superseded', reason: string | undefined): void {
    entry.state = state
    entry.ended = this.#now()
    entry.reason = reason
    this.#wake(entry)
  }

  #wake(entry: ApprovalEntry): void {
    const approval = this.#shown(entry)
    if (approval.state === 'pending') return
    for (const resolve of [...(this.#waiting.get(entry.id) ?? [])]) resolve(approval)
    this.#waiting.delete(entry.id)
  }

  #shown(entry: ApprovalEntry): Approval {
    const { id, expires, voters, terms, reason, narrowed, uses } = entry
    const state = this.#stateOf(entry)
    return {
      id,
      state,
      expires,
      approved: voters.size,
      quorum: terms.quorum,
      reason,
      narrowed,
      outcome: state === 'consumed' ? outcomeOf([...uses.values()]) : undefined,
      undelivered: [...uses.values()].some((use) => this.#waits(use)),
      page: this.#page(id),
    }
  }
}
