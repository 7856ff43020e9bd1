/**
 * Counters that several gateways share, in Redis or Valkey. What is taken is taken by a script within the store: all
 * claims of a call or none, by the store's own time.
 */
import type { Claim } from '@portcullis/engine'
import type {
  Adjusted,
  Adjustment,
  Asks,
  CounterStore,
  Fits,
  OpenIntent,
  ReachedMark,
  Reading,
  Refused,
  Reservation,
  ReservationId,
  ReserveOptions,
  Settlement,
  Standing,
  Unavailable,
} from '../../ports/counter-store.ts'
import { FITS, RESERVED, unavailable } from '../answers.ts'
import { comesBack, NO_WARNINGS, reached } from '../claims-of-call.ts'
import {
  type Answer,
  adjustText,
  asksOf,
  type Failed,
  intentsOf,
  intentsText,
  lookText,
  OUTCOME,
  outcomeOf,
  readingsOf,
  refusedOf,
  settleText,
  standingAt,
  takeText,
  usedOf,
} from './operations.ts'
import { placeOfClaims } from './place-of-claims.ts'
import { Shelves, type ShelvesOptions } from './shelves.ts'

/** A reservation that is not settled. */
interface Open {
  /** What the store knows it by. */
  readonly id: ReservationId
  readonly organisation: string
  readonly lane: string
  readonly claims: readonly Claim[]
  readonly options: ReserveOptions
}

const CLOSED = unavailable('the counters are closed')
const STALE = unavailable(
  'the windows this call was judged by are over: it was decided too long ago, or the clock was set back. Decide again; if it persists, set the clocks right',
)
const MADE_BEFORE = unavailable('this reservation was made before')
const HELD = unavailable(
  'the counters’ store was replaced: for some seconds nothing is admitted, while gateways tell it what they took',
)
const APART = unavailable('the claims are of several organisations, whose counters cannot be taken in one step')
const NOT_WHOLE = unavailable('a claim is not in whole, non-negative millionths')
const FULL = unavailable('too many calls wait for the counters’ store')
const NO_OPTIONS: ReserveOptions = {}

const isFailed = (answer: Answer | Failed): answer is Failed => 'failed' in answer
const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const areAmounts = ({ amount, max }: Claim): boolean => isAmount(amount) && isAmount(max)

const failure = ({ failed, sent }: Failed): Unavailable =>
  unavailable(`the counters’ store did not answer (${failed})${sent ? '; what it took is given back' : ''}`)

/** A store over the shelves of all organisations. */
export class RedisCounters implements CounterStore {
  readonly #shelves: Shelves
  readonly #open = new Map<ReservationId, Open>()
  #left: OpenIntent[] = []
  #closed = false

  constructor(options: ShelvesOptions) {
    this.#shelves = new Shelves(options)
  }

  /** What may be measured, and asked. */
  get shelves(): Shelves {
    return this.#shelves
  }

  /** Whether `takeOpenIntents` has any. */
  get hasIntents(): boolean {
    return this.#left.length > 0
  }

  reserve(id: ReservationId, claims: readonly Claim[], options: ReserveOptions = NO_OPTIONS): Promise<Reservation> {
    if (claims.length === 0 && options.intent === undefined) return Promise.resolve(RESERVED)
    if (this.#closed) return Promise.resolve(CLOSED)
    if (this.#open.has(id)) return Promise.resolve(MADE_BEFORE)
    const place = placeOfClaims(claims)
    if (place === undefined) return Promise.resolve(APART)
    if (!claims.every(areAmounts)) return Promise.resolve(NOT_WHOLE)
    const lane = place.grant === '' ? (options.intent?.grant ?? '') : place.grant
    const open: Open = { id, organisation: place.organisation, lane, claims, options }
    this.#open.set(id, open)
    const { intent, mayExceed = false } = options
    if (intent !== undefined) this.#shelves.leavesIntents(place.organisation)
    const now = this.#shelves.now()
    const wanted = { id, claims, mayExceed, gateway: this.#shelves.self, intent }
    return new Promise((resolve) => {
      const done = (answer: Answer | Failed): void => resolve(this.#heard(id, open, answer))
      const isIn = this.#shelves.push(open, takeText('t', now, wanted), done)
      if (!isIn) resolve(this.#withoutStore(id, open, FULL))
    })
  }

  async peek(claims: readonly Claim[]): Promise<Fits | Asks | Refused | Unavailable> {
    if (claims.length === 0) return FITS
    if (this.#closed) return CLOSED
    if (!claims.every(areAmounts)) return NOT_WHOLE
    const answer = await this.#ask(claims, (now) => lookText('p', now, claims))
    if (isFailed(answer)) return failure(answer)
    return refusalOf(answer, claims) ?? FITS
  }

  settle(id: ReservationId, how: Settlement): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    const { claims, options } = open
    const stays = claims.filter((claim) => !comesBack(claim, how))
    if (stays.length === claims.length && options.intent === undefined) return
    this.#shelves.of(open.organisation).recent.settled(open.id, stays)
    if (how === 'release') this.#shelves.outage.giveBack(open.id)
    const isBack = (claim: Claim): boolean => comesBack(claim, how)
    this.#shelves.pushLasting(open, settleText(open.id, claims, isBack, how === 'release'))
  }

  async read(claims: readonly Claim[]): Promise<readonly Reading[]> {
    return readingsOf(answered(await this.#ask(claims, (now) => lookText('r', now, claims))), claims)
  }

  async standing(claims: readonly Claim[]): Promise<readonly Standing[]> {
    const answer = answered(await this.#ask(claims, (now) => lookText('d', now, claims)))
    return claims.map((_, index) => standingAt(answer, index * 3))
  }

  async adjust(claim: Claim, how: Adjustment): Promise<Adjusted | Unavailable> {
    if (this.#closed) return CLOSED
    if (!isAmount(how.amount)) return unavailable('the amount is not in whole, non-negative millionths')
    if (claim.family !== undefined && (how.kind !== 'set' || how.amount !== 0))
      return unavailable('this limit counts by value: all its values can be set to nothing, and to nothing else')
    const answer = await this.#ask([claim], (now) => adjustText(now, claim, how))
    if (isFailed(answer))
      return answer.sent ? unavailable(`it is unknown whether it holds: ${answer.failed}`) : failure(answer)
    if (outcomeOf(answer) === OUTCOME.stale) return STALE
    return { outcome: 'adjusted', before: standingAt(answer, 1), after: standingAt(answer, 4) }
  }

  takeOpenIntents(): readonly OpenIntent[] {
    const left = this.#left
    this.#left = []
    return left
  }

  /** Asks for the intents of gateways that do not run; `takeOpenIntents` has them when it resolves. */
  async collectIntents(organisations: readonly string[], running: readonly string[]): Promise<void> {
    const text = intentsText(running)
    const collect = async (organisation: string): Promise<void> => {
      const answer = await this.#shelves.ask({ organisation, lane: '' }, text)
      if (!isFailed(answer)) this.#left.push(...intentsOf(answer))
    }
    await Promise.all(organisations.map(collect))
    this.#left.sort((a, b) => a.at - b.at || (a.reservation < b.reservation ? -1 : 1))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#shelves.close()
  }

  /** What does not read as an answer is none. */
  #heard(id: ReservationId, open: Open, answer: Answer | Failed): Reservation {
    try {
      return this.#understand(id, open, answer)
    } catch (error) {
      return this.#understand(id, open, { failed: error instanceof Error ? error.message : String(error), sent: true })
    }
  }

  #understand(id: ReservationId, open: Open, answer: Answer | Failed): Reservation {
    if (isFailed(answer)) {
      // It may have been taken, now or later: it is given back, and may not be taken any more.
      if (answer.sent)
        this.#shelves.pushLasting(
          open,
          settleText(id, open.claims, () => true, true),
        )
      return this.#withoutStore(id, open, failure(answer))
    }
    const outcome = outcomeOf(answer)
    if (outcome === OUTCOME.held) return this.#withoutStore(id, open, HELD)
    this.#shelves.outage.over()
    const { claims, options } = open
    if (outcome !== OUTCOME.fits) {
      this.#forget(id, open)
      return refusalOf(answer, claims) ?? MADE_BEFORE
    }
    // One that was settled meanwhile is given back by what follows.
    if (this.#open.get(id) === open) {
      const recent = { id, claims, intent: options.intent }
      this.#shelves.of(open.organisation).recent.add(recent, this.#shelves.monotonic())
    }
    const warnings = warningsOf(claims, answer)
    return warnings.length === 0 ? RESERVED : { outcome: 'reserved', warnings, unwritten: false }
  }

  /** The call goes on where its limits say so; the store is told when it answers again. */
  #withoutStore(id: ReservationId, open: Open, why: Unavailable): Reservation {
    const { claims, options } = open
    const isOpen = this.#open.get(id) === open
    // Another name: what was sent under the first one must never be taken any more.
    const later: Open = { ...open, id: `${id}~later`, options: NO_OPTIONS }
    const admitted = isOpen ? this.#shelves.outage.admit(later.id, claims, options) : undefined
    if (admitted === undefined) {
      this.#forget(id, open)
      return why
    }
    this.#open.set(id, later)
    this.#shelves.tell(later, { id: later.id, claims, intent: undefined })
    return admitted
  }

  #forget(id: ReservationId, open: Open): void {
    if (this.#open.get(id) === open) this.#open.delete(id)
  }

  #ask(claims: readonly Claim[], text: (now: number) => string): Promise<Answer | Failed> {
    const place = placeOfClaims(claims)
    if (place === undefined) return Promise.resolve({ failed: APART.cause, sent: false })
    return this.#shelves.ask({ organisation: place.organisation, lane: place.grant }, text(this.#shelves.now()))
  }
}

/** What stands in the way; undefined: nothing does. */
function refusalOf(answer: Answer, claims: readonly Claim[]): Asks | Refused | Unavailable | undefined {
  switch (outcomeOf(answer)) {
    case OUTCOME.fits:
      return undefined
    case OUTCOME.refused:
      return refusedOf(answer, claims)
    case OUTCOME.asks:
      return asksOf(answer, claims)
    case OUTCOME.stale:
      return STALE
    default:
      return MADE_BEFORE
  }
}

/** Marks of limits that this call reached. */
function warningsOf(claims: readonly Claim[], answer: Answer): readonly ReachedMark[] {
  if (claims.every(({ terms }) => terms === undefined || terms.warnings.length === 0)) return NO_WARNINGS
  const used = usedOf(answer, claims)
  return claims.reduce((before, claim, index) => reached(claim, used[index] ?? 0, before), NO_WARNINGS)
}

function answered(answer: Answer | Failed): Answer {
  if (isFailed(answer)) throw new Error(`the counters’ store did not answer: ${answer.failed}`)
  return answer
}
