/**
 * Questions to people: each is about one exact call, and its answer admits that call once, or as often as the policy
 * says. The gateway asks, waits, consumes and tells what became of the call; people answer elsewhere.
 */
import type { AskRule, Instant, ToolLabel } from '@portcullis/engine'

/**
 * pending → approved | rejected | expired | superseded; approved → consumed | expired | superseded.
 * `superseded`: something that it was bound to is different now. A consumed one goes back to approved only where
 * nothing of its call was sent.
 */
export type ApprovalState = 'pending' | 'approved' | 'rejected' | 'expired' | 'superseded' | 'consumed'

/** What became of the call for which an answer was consumed; `unknown`: it was sent, perhaps, and nobody heard the end. */
export type ApprovalOutcome = 'running' | 'executed' | 'failed' | 'unknown'

/** One exact call that a person has to allow. */
export interface Asking {
  readonly organisation: string
  readonly grant: { readonly id: string; readonly label: string; readonly owner: string }
  /** Slug and id of the server: of one in the operator's file both are the slug. */
  readonly server: { readonly id: string; readonly slug: string }
  readonly tool: string
  readonly label: ToolLabel | undefined
  /** Lower-case hex digest of everything that the answer is bound to. */
  readonly binding: string
  /** The same without arguments, where an answer may serve for any call of the tool. */
  readonly alike: string | undefined
  /**
   * Of who calls what with which `params`, and nothing of what may change around it: a question with the same one and
   * another binding is superseded as soon as this one is opened.
   */
  readonly call: string
  /** Every rule that asks; the strictest of their terms hold: shortest timeout, highest quorum, every list of approvers. */
  readonly asks: readonly AskRule[]
  /** `params` as they came, JSON text: sealed at rest, shown to approvers, shredded at the end. */
  readonly params: string
  /** The tool's definition, JSON text, if known: what people are shown of its parameters. */
  readonly definition: string | undefined
  /** When the call was decided. */
  readonly at: Instant
}

/** A question as the gateway knows it. */
export interface Approval {
  readonly id: string
  readonly state: ApprovalState
  readonly expires: Instant
  /** How many have approved, of how many that have to. */
  readonly approved: number
  readonly quorum: number
  /** Why it was rejected or superseded: told to the agent. */
  readonly reason: string | undefined
  /** `params` as a person narrowed them, JSON text: these are sent, and no others. */
  readonly narrowed: string | undefined
  /** Of a consumed one: what became of its last call. */
  readonly outcome: ApprovalOutcome | undefined
  /** The answer of a call whose client had gone waits for whoever calls again. */
  readonly undelivered: boolean
  /** The page on which people answer; log-in is needed there. */
  readonly page: string
}

/** What opening came to. */
export type Opened =
  | { readonly outcome: 'found'; readonly approval: Approval }
  /** The grant has asked as much as it may for now: in so many seconds it may again, as far as is known. */
  | { readonly outcome: 'too_many'; readonly retryAfter: number }
  /** Nobody can be asked: no control plane, or no answer of it in time. */
  | { readonly outcome: 'unavailable' }

/** What consuming came to. */
export type Consumed =
  /** This call may be sent, once. */
  | { readonly outcome: 'consumed'; readonly narrowed: string | undefined }
  /** It is in another state, or another call was first. */
  | { readonly outcome: 'refused'; readonly approval: Approval | undefined }
  | { readonly outcome: 'unavailable' }

/** How a call went for which an answer was consumed; after `unavailable` too, since it may have been taken all the same. */
export type ApprovalSettlement =
  /** No byte of it was sent: the answer serves again. */
  | { readonly how: 'not_sent' }
  /** Its answer reached the client, or was lost with it (`undelivered`, sealed for the one who calls again). */
  | { readonly how: 'executed' | 'failed'; readonly undelivered: string | undefined }
  | { readonly how: 'unknown' }

/** Questions of one grant that may wait at once. */
export const MAX_PENDING = 20
/** Questions that one grant may open within any hour. */
export const MAX_OPENED_AN_HOUR = 60
/** How long the same call stays rejected, milliseconds. */
export const REJECTED_FOR = 10 * 60_000
/** How long an answer waits for a client that had gone, milliseconds; and how large it may be, bytes. */
export const UNDELIVERED_FOR = 60 * 60_000
export const MAX_UNDELIVERED = 1024 * 1024
/** How long a call of unknown outcome keeps the same call from being asked about anew, milliseconds. */
export const UNKNOWN_FOR = 24 * 60 * 60_000

/** Where questions wait for people. Every method answers; a store that is not there says `unavailable`. */
export interface ApprovalStore {
  /**
   * Finds the question with this binding that still counts, or opens one. What counts: pending; approved, by its `alike`
   * too; rejected less than ten minutes ago; consumed and running, unknown for less than a day, or with an answer that
   * was not delivered.
   */
  open(asking: Asking): Promise<Opened>
  /** Resolves as soon as the question is in another state than pending, or `signal` ends the wait. */
  settled(id: string, signal: AbortSignal): Promise<Approval | undefined>
  /** How it stands now; undefined: no such question. */
  read(id: string): Promise<Approval | undefined>
  /**
   * Takes the answer for one call: true for exactly one of any number who try, wherever they are. One that may be reused
   * stays approved, for as many calls and as long as its terms say; a narrowed one serves once, and so does one whose
   * call ended unknown.
   */
  consume(
    id: string,
    by: { readonly binding: string; readonly alike: string | undefined; readonly call: string },
  ): Promise<Consumed>
  /** Once for each consumed call; again, or for a call that took nothing, it changes nothing. */
  settle(id: string, call: string, how: ApprovalSettlement): Promise<void>
  /** Hands out, once, the answer of a call whose client had gone. */
  collect(id: string, binding: string): Promise<string | undefined>
  /** Ends what is pending or approved and this configuration no longer admits, such as all of a grant that was revoked. */
  supersede(
    which: { readonly organisation: string; readonly grant?: string; readonly server?: string; readonly tool?: string },
    reason: string,
  ): Promise<void>
}
