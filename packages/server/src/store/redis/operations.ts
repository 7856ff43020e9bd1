/** Operations of the script as texts, and its answers as values. */
import type { Amount, Claim, Instant } from '@portcullis/engine'
import type {
  Adjustment,
  Asks,
  Exceeded,
  Intent,
  OpenIntent,
  Refused,
  ReservationId,
  Standing,
} from '../../ports/counter-store.ts'

/** Milliseconds after which a reservation stands, however its call ends. */
const STANDS_AFTER = 120_000

/** The same, where a limit gives back what a server answers with an error. */
const STANDS_LATER = 3_600_000

/** A reservation that the script is to take. */
export interface WantedReservation {
  readonly id: ReservationId
  readonly claims: readonly Claim[]
  readonly mayExceed: boolean
  readonly gateway: string
  readonly intent: Intent | undefined
}

type Encoded = readonly (string | number | boolean)[]

const encoded = ({ key, amount, max, current, next, terms, family }: Claim): Encoded => [
  ...[key, amount, max, current.from, current.to, next.from, next.to],
  ...[terms?.rolling ?? 0, family ?? false, terms?.asks?.max ?? -1],
]

const all = (claims: readonly Claim[]): readonly Encoded[] => claims.map(encoded)

/** How long what the call takes may be given back, milliseconds. */
export const openFor = (claims: readonly Claim[]): number =>
  claims.some(({ terms }) => terms !== undefined && terms.refundOn.length > 0) ? STANDS_LATER : STANDS_AFTER

/**
 * All claims or none.
 * @param code `t`: as far as they fit; `a`: whatever was taken, for it was admitted before
 * @param now 0: the store's own time
 */
export function takeText(code: 't' | 'a', now: Instant, wanted: WantedReservation): string {
  const { id, claims, mayExceed, gateway, intent } = wanted
  const left = intent === undefined ? [false, false] : [gateway, JSON.stringify(intent)]
  return JSON.stringify([code, now, id, mayExceed, openFor(claims), all(claims), ...left])
}

/**
 * Gives back those claims for which `comesBack` says so.
 * @param never whether an unknown reservation must never be taken from now on
 */
export function settleText(
  id: ReservationId,
  claims: readonly Claim[],
  comesBack: (claim: Claim) => boolean,
  never: boolean,
): string {
  const back = claims.map((claim) => [claim.key, claim.amount, comesBack(claim), claim.family ?? false])
  return JSON.stringify(['s', 0, id, never, back])
}

/** Looks, reads, or says how counters stand. */
export const lookText = (code: 'p' | 'r' | 'd', now: Instant, claims: readonly Claim[]): string =>
  JSON.stringify([code, now, all(claims)])

/** Sets a counter. */
export const adjustText = (now: Instant, claim: Claim, { kind, amount }: Adjustment): string =>
  JSON.stringify(['j', now, encoded(claim), kind === 'set', amount])

/** Collects intents of gateways that do not run. */
export const intentsText = (running: readonly string[]): string => JSON.stringify(['i', 0, running])

/** An answer of the script: whole numbers, but for intents. */
export type Answer = readonly unknown[]

/** No answer came, or none of use. */
export interface Failed {
  readonly failed: string
  /** It may have been carried out all the same. */
  readonly sent: boolean
}

const oddAnswer = (answer: Answer): string =>
  `the store answered something odd: ${JSON.stringify(answer).slice(0, 200)}`

const WHOLE = /^\d{1,16}$/

const numberAt = (answer: Answer, index: number): number => {
  const said = answer[index]
  const value = typeof said === 'string' && WHOLE.test(said) ? Number(said) : said
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError(oddAnswer(answer))
  return value
}

/** What the script says of one operation: an answer, or why the store could not carry it out; what was begun stays taken. */
export function answerOf(said: unknown): Answer | Failed {
  const answer: Answer = Array.isArray(said) ? said : []
  return answer[0] === 'broken' ? { failed: String(answer[1]), sent: false } : answer
}

/** What stands first in an answer. */
export const OUTCOME = { fits: 0, refused: 1, asks: 2, stale: 3, made: 4, held: 5 } as const

/** What stands first in this answer. */
export const outcomeOf = (answer: Answer): number => numberAt(answer, 0)

/** What was used of each claim's counter before. */
export const usedOf = (answer: Answer, claims: readonly Claim[]): readonly number[] =>
  claims.map((_, index) => numberAt(answer, index + 1))

/** What each counter of a `read` uses. */
export const readingsOf = (answer: Answer, claims: readonly Claim[]): readonly { key: string; used: Amount }[] =>
  claims.map(({ key }, index) => ({ key, used: amountAt(answer, index) }))

// The script keeps amounts whole, non-negative and below 2^53.
const amountAt = (answer: Answer, index: number): Amount => numberAt(answer, index) as Amount

function exceededAt(
  answer: Answer,
  at: number,
  claim: Claim,
  against: Pick<Claim, 'rule' | 'max' | 'onDeny'>,
): Exceeded {
  const { counter, document, amount } = claim
  const { rule, max, onDeny } = against
  return {
    counter,
    rule,
    document,
    max,
    used: amountAt(answer, at),
    amount,
    resetsAt: numberAt(answer, at + 1),
    onDeny,
  }
}

const claimAt = (claims: readonly Claim[], index: number): Claim => {
  const claim = claims[index]
  if (claim === undefined) throw new TypeError('the store answered about a claim that was not made')
  return claim
}

/** A limit that refuses. */
export function refusedOf(answer: Answer, claims: readonly Claim[]): Refused {
  const claim = claimAt(claims, numberAt(answer, 1))
  const reason = numberAt(answer, 4) === 1 ? 'values' : 'used_up'
  return { outcome: 'refused', reason, ...exceededAt(answer, 2, claim, claim) }
}

/** Limits that ask. */
export function asksOf(answer: Answer, claims: readonly Claim[]): Asks {
  const limits: Exceeded[] = []
  for (let at = 1; at + 2 < answer.length; at += 3) {
    const claim = claimAt(claims, numberAt(answer, at))
    limits.push(exceededAt(answer, at + 1, claim, claim.terms?.asks ?? claim))
  }
  const [first, ...rest] = limits
  if (first === undefined) throw new TypeError('the store asks for nothing')
  return { outcome: 'asks', limits: [first, ...rest] }
}

/** How a counter stands, from three numbers on. */
export function standingAt(answer: Answer, at: number): Standing {
  const values = numberAt(answer, at + 1)
  const resetsAt = numberAt(answer, at + 2)
  return {
    used: amountAt(answer, at),
    values: values < 0 ? undefined : values,
    resetsAt: resetsAt < 0 ? undefined : resetsAt,
  }
}

/** Intents that were collected: ids and texts by turns. */
export function intentsOf(answer: Answer): readonly OpenIntent[] {
  const found: OpenIntent[] = []
  for (let at = 0; at + 1 < answer.length; at += 2) {
    const intent = intentOf(String(answer[at]), String(answer[at + 1]))
    if (intent !== undefined) found.push(intent)
  }
  return found
}

function intentOf(reservation: ReservationId, text: string): OpenIntent | undefined {
  const read: unknown = JSON.parse(text)
  if (typeof read !== 'object' || read === null) return undefined
  const { at, grant, server, tool }: { at?: unknown; grant?: unknown; server?: unknown; tool?: unknown } = read
  if (typeof at !== 'number' || typeof grant !== 'string') return undefined
  if (typeof server !== 'string' || typeof tool !== 'string') return undefined
  return { reservation, at, grant, server, tool }
}
