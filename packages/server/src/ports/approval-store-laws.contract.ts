/** The law of every store of approvals, under any order of events: it does what a list of everything that happened says. */
import type { Instant } from '@portcullis/engine'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  asking,
  askRule,
  MINUTE,
  type OpenApprovals,
  type OpenedApprovals,
  PEOPLE,
} from './approval-samples.contract.ts'
import { type Approval, type ApprovalSettlement, REJECTED_FOR, UNKNOWN_FOR } from './approval-store.ts'

const TIMEOUT = 30 * MINUTE
const SETTLEMENTS: readonly ApprovalSettlement[] = [
  { how: 'not_sent' },
  { how: 'executed', undelivered: undefined },
  { how: 'failed', undelivered: undefined },
  { how: 'unknown' },
]

const which = fc.nat(30)
const anEvent = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      event: fc.constant('open' as const),
      call: fc.constantFrom('a', 'b'),
      around: fc.oneof({ weight: 9, arbitrary: fc.constant('x') }, { weight: 1, arbitrary: fc.constant('y') }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      event: fc.constant('approve' as const),
      which,
      by: fc.subarray([...PEOPLE], { minLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('reject' as const), which }) },
  {
    weight: 8,
    arbitrary: fc.record({ event: fc.constant('consume' as const), which, racers: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ event: fc.constant('settle' as const), which, how: fc.constantFrom(...SETTLEMENTS) }),
  },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.nat(15 * MINUTE) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.constant(UNKNOWN_FOR) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('supersede' as const) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('gone' as const) }) },
)
type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never

type UseState = 'running' | 'executed' | 'failed' | 'unknown'

/** What the list says of one question. */
interface Entry {
  readonly id: string
  readonly call: string
  readonly around: string
  readonly votes: Set<string>
  readonly uses: Map<string, { state: UseState; readonly at: Instant }>
  ended: 'rejected' | 'superseded' | undefined
  endedAt: Instant
  expires: Instant
}

/** Two people have to approve, and two calls may be made within ten minutes: calls of `b`. Once for `a`. */
const termsOf = (call: string) =>
  askRule(call === 'b' ? { quorum: 2, reuse: { for: '10m', same: 'call', max_uses: 2 } } : { quorum: 1 })
const needed = ({ call }: Entry): number => (call === 'b' ? 2 : 1)

function stateOf(entry: Entry, now: Instant): Approval['state'] {
  const { ended, votes, uses, expires } = entry
  if (ended !== undefined) return ended
  const states = [...uses.values()].map(({ state }) => state)
  if (states.length >= needed(entry) || states.includes('unknown')) return 'consumed'
  if (now >= expires) return states.length > 0 ? 'consumed' : 'expired'
  return votes.size >= needed(entry) ? 'approved' : 'pending'
}

function counts(entry: Entry, now: Instant): boolean {
  const state = stateOf(entry, now)
  if (state === 'pending' || state === 'approved') return true
  if (state === 'rejected') return now < entry.endedAt + REJECTED_FOR
  if (state !== 'consumed') return false
  return [...entry.uses.values()].some(
    (use) => use.state === 'running' || (use.state === 'unknown' && now < use.at + UNKNOWN_FOR),
  )
}

/** Plays one history against a store and the list. */
class History {
  readonly #house: OpenedApprovals
  readonly #entries: Entry[] = []
  readonly #calls: { readonly entry: Entry; readonly call: string }[] = []
  #number = 0

  constructor(house: OpenedApprovals) {
    this.#house = house
  }

  async play(event: Event): Promise<void> {
    switch (event.event) {
      case 'open':
        return this.#open(event)
      case 'approve':
        return this.#approve(event)
      case 'reject':
        return this.#reject(event)
      case 'consume':
        return this.#consume(event)
      case 'settle':
        return this.#settle(event)
      case 'pass':
        return this.#house.pass(event.ms)
      case 'supersede':
        return this.#supersede()
      case 'gone':
        return this.#gone()
      default:
        return event satisfies never
    }
  }

  async check(): Promise<void> {
    const now = this.#house.now()
    for (const entry of this.#entries) {
      const found = await this.#house.store.read(entry.id)
      expect([entry.call, found?.state]).toEqual([entry.call, stateOf(entry, now)])
    }
  }

  #pick(at: number): Entry | undefined {
    // The latest ones, mostly: what is over stays over.
    const near = this.#entries.slice(at < 25 ? -2 : 0)
    return near[at % Math.max(1, near.length)]
  }

  async #open({ call, around }: Extract<Event, { event: 'open' }>): Promise<void> {
    const now = this.#house.now()
    const known = this.#entries.findLast((one) => one.call === call && one.around === around && counts(one, now))
    const opened = await this.#house.store.open(asking(now, { call, around, asks: [termsOf(call)] }))
    if (opened.outcome !== 'found') throw new Error(opened.outcome)
    const { id } = opened.approval
    if (known !== undefined) return void expect(id).toBe(known.id)
    expect(this.#entries.map((entry) => entry.id)).not.toContain(id)
    for (const one of this.#entries) if (one.call === call) this.#end(one, 'superseded')
    const [votes, uses] = [new Set<string>(), new Map()]
    this.#entries.push({ id, call, around, votes, uses, ended: undefined, endedAt: 0, expires: now + TIMEOUT })
  }

  async #approve({ which: at, by }: Extract<Event, { event: 'approve' }>): Promise<void> {
    const entry = this.#pick(at)
    if (entry === undefined) return
    for (const person of by) await this.#vote(entry, person)
  }

  async #vote(entry: Entry, by: string): Promise<void> {
    const now = this.#house.now()
    const may = stateOf(entry, now) === 'pending' && !entry.votes.has(by)
    expect(await this.#house.approve(entry.id, by)).toBe(may)
    if (!may) return
    entry.votes.add(by)
    if (entry.votes.size >= needed(entry)) entry.expires = now + (entry.call === 'b' ? 10 * MINUTE : TIMEOUT)
  }

  async #reject({ which: at }: Extract<Event, { event: 'reject' }>): Promise<void> {
    const entry = this.#pick(at)
    if (entry === undefined) return
    const may = stateOf(entry, this.#house.now()) === 'pending' && !entry.votes.has('cy')
    if (!may) return
    expect(await this.#house.reject(entry.id, 'cy', 'No.')).toBe(true)
    this.#end(entry, 'rejected')
  }

  async #consume({ which: at, racers }: Extract<Event, { event: 'consume' }>): Promise<void> {
    const entry = this.#pick(at)
    if (entry === undefined) return
    const now = this.#house.now()
    const room = stateOf(entry, now) === 'approved' ? needed(entry) - entry.uses.size : 0
    const { binding, alike } = asking(now, { call: entry.call, around: entry.around })
    const calls = Array.from({ length: racers }, () => `call-${this.#number++}`)
    const all = await Promise.all(calls.map((call) => this.#house.store.consume(entry.id, { binding, alike, call })))
    const taken = calls.filter((_, i) => all[i]?.outcome === 'consumed')
    expect(taken).toHaveLength(Math.min(room, racers))
    for (const call of taken) {
      entry.uses.set(call, { state: 'running', at: now })
      this.#calls.push({ entry, call })
    }
  }

  async #settle({ which: at, how }: Extract<Event, { event: 'settle' }>): Promise<void> {
    const near = this.#calls.slice(at < 25 ? -2 : 0)
    const settled = near[at % Math.max(1, near.length)]
    if (settled === undefined) return
    const { entry, call } = settled
    await this.#house.store.settle(entry.id, call, how)
    const use = entry.uses.get(call)
    if (use?.state !== 'running') return
    if (how.how === 'not_sent') entry.uses.delete(call)
    else use.state = how.how
  }

  async #supersede(): Promise<void> {
    await this.#house.store.supersede({ organisation: 'local', grant: 'g' }, 'Changed.')
    for (const entry of this.#entries) this.#end(entry, 'superseded')
  }

  async #gone(): Promise<void> {
    await this.#house.gatewayGone()
    for (const { uses } of this.#entries) {
      for (const use of uses.values()) if (use.state === 'running') use.state = 'unknown'
    }
  }

  #end(entry: Entry, how: 'rejected' | 'superseded'): void {
    const now = this.#house.now()
    const state = stateOf(entry, now)
    if (state !== 'pending' && state !== 'approved') return
    entry.ended = how
    entry.endedAt = now
  }
}

/** @param runs histories that are played */
export function approvalLaws(name: string, open: OpenApprovals, runs = 150): void {
  it(`does what a list of everything that happened says: ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { maxLength: 40, size: 'max' }), async (events) => {
        const house = await open()
        try {
          const history = new History(house)
          for (const event of events) await history.play(event)
          await history.check()
        } finally {
          await house.close()
        }
      }),
      { numRuns: runs },
    )
  })
}
