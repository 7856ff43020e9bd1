/** The law of every store of approvals whatever its clock does: nothing is admitted that nobody approved, nor once more. */
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
import { type ApprovalSettlement, UNKNOWN_FOR } from './approval-store.ts'

const SETTLEMENTS: readonly ApprovalSettlement[] = [
  { how: 'not_sent' },
  { how: 'executed', undelivered: undefined },
  { how: 'unknown' },
]
/** How far the clock goes at once, back or forth: about an answer's time, and about the longest that anything counts. */
const STEPS = [MINUTE, 31 * MINUTE, UNKNOWN_FOR + MINUTE]

const anEvent = fc.oneof(
  { weight: 3, arbitrary: fc.record({ event: fc.constant('open' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ event: fc.constant('approve' as const), by: fc.constantFrom(...PEOPLE) }),
  },
  fc.record({ event: fc.constant('reject' as const) }),
  {
    weight: 5,
    arbitrary: fc.record({ event: fc.constant('consume' as const), racers: fc.integer({ min: 1, max: 3 }) }),
  },
  fc.record({ event: fc.constant('settle' as const), how: fc.constantFrom(...SETTLEMENTS) }),
  fc.record({
    event: fc.constant('step' as const),
    ms: fc.tuple(fc.constantFrom(...STEPS), fc.constantFrom(1, -1)).map(([ms, way]) => ms * way),
  }),
  fc.record({ event: fc.constant('gone' as const) }),
)
type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never

/** Two have to approve, and one call is made by that. */
const RULE = askRule({ quorum: 2 })

/** What was really said and taken, by the question's id; time has no part in it. */
interface Ledger {
  readonly votes: Set<string>
  isRejected: boolean
  /** Calls by which it was taken, and that did not give it back. */
  readonly taken: Set<string>
}

/** Plays one history. */
class History {
  readonly #house: OpenedApprovals
  readonly #ledgers = new Map<string, Ledger>()
  readonly #calls: { readonly ledger: Ledger; readonly id: string; readonly call: string }[] = []
  #latest = ''
  #number = 0

  constructor(house: OpenedApprovals) {
    this.#house = house
  }

  async play(event: Event): Promise<void> {
    switch (event.event) {
      case 'step':
        return this.#house.pass(event.ms)
      case 'gone':
        return this.#house.gatewayGone()
      case 'open':
        return this.#open()
      case 'approve':
        if (await this.#house.approve(this.#latest, event.by)) this.#ledgers.get(this.#latest)?.votes.add(event.by)
        return undefined
      case 'reject':
        return this.#reject()
      case 'consume':
        for (const [id, ledger] of this.#ledgers) await this.#consume(id, ledger, event.racers)
        return undefined
      case 'settle':
        return this.#settle(event.how)
      default:
        return event satisfies never
    }
  }

  async #open(): Promise<void> {
    const opened = await this.#house.store.open(asking(this.#house.now(), { asks: [RULE] }))
    if (opened.outcome !== 'found') return
    this.#latest = opened.approval.id
    if (this.#ledgers.has(this.#latest)) return
    this.#ledgers.set(this.#latest, { votes: new Set(), isRejected: false, taken: new Set() })
  }

  async #reject(): Promise<void> {
    const ledger = this.#ledgers.get(this.#latest)
    if ((await this.#house.reject(this.#latest, 'cy', 'No.')) && ledger !== undefined) ledger.isRejected = true
  }

  async #consume(id: string, ledger: Ledger, racers: number): Promise<void> {
    const { binding, alike } = asking(this.#house.now())
    const calls = Array.from({ length: racers }, () => `call-${this.#number++}`)
    const all = await Promise.all(calls.map((call) => this.#house.store.consume(id, { binding, alike, call })))
    const taken = calls.filter((_, i) => all[i]?.outcome === 'consumed')
    if (taken.length === 0) return
    expect([ledger.votes.size, ledger.isRejected, ledger.taken.size + taken.length]).toEqual([2, false, 1])
    for (const call of taken) {
      ledger.taken.add(call)
      this.#calls.push({ ledger, id, call })
    }
  }

  async #settle(how: ApprovalSettlement): Promise<void> {
    const settled = this.#calls.pop()
    if (settled === undefined) return
    await this.#house.store.settle(settled.id, settled.call, how)
    if (how.how === 'not_sent') settled.ledger.taken.delete(settled.call)
  }
}

/** @param runs histories that are played */
export function approvalClockLaws(name: string, open: OpenApprovals, runs = 150): void {
  it(`[approval.clock] admits nothing that nobody approved, nor once more, whatever the clock does: ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { maxLength: 40, size: 'max' }), async (events) => {
        const house = await open()
        try {
          const history = new History(house)
          for (const event of events) await history.play(event)
        } finally {
          await house.close()
        }
      }),
      { numRuns: runs },
    )
  })
}
