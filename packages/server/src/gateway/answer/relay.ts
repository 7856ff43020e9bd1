/** An answer on its way from the server to the client: read as it passes, judged before it is passed on. */

import { consentRefusal } from '../consent.ts'
import { type Refusal, type RefusalCode, refusal } from '../errors.ts'
import type { AnswerHead, AnswerListener, FailureDetail, ServerEvent, UpstreamFailure } from '../upstream/link.ts'
import { EventAnswer } from './event-answer.ts'
import { JsonAnswer } from './json-answer.ts'
import type { Outcome, RelayOwner } from './relay-owner.ts'

const FAILURES: Record<UpstreamFailure, { readonly code: RefusalCode; readonly outcome: Outcome }> = {
  unreachable: { code: 'upstream_unreachable', outcome: 'unreachable' },
  timeout: { code: 'upstream_timeout', outcome: 'timeout' },
  closed: { code: 'upstream_closed', outcome: 'unknown' },
  garbage: { code: 'upstream_garbage', outcome: 'withheld' },
  unauthorized: { code: 'upstream_unauthorized', outcome: 'protocol_error' },
  renewed: { code: 'credential_renewed', outcome: 'protocol_error' },
  uncredentialed: { code: 'credential_missing', outcome: 'unreachable' },
  consent: { code: 'consent_required', outcome: 'unreachable' },
  busy: { code: 'upstream_busy', outcome: 'unreachable' },
  redirect: { code: 'upstream_redirect', outcome: 'protocol_error' },
}

/** The answer as far as it has come. */
interface AnswerPart {
  end(): void
  /** Says the refusal in the form that what was sent so far allows. */
  refuse(found: Refusal): void
}

/** Relays one answer; see `AnswerListener` for the order of events. */
export class Relay implements AnswerListener {
  private readonly owner: RelayOwner
  private json: JsonAnswer | undefined
  private events: EventAnswer | undefined
  private empty = false
  /** The server does not know the session: said when the answer was passed on, for that ends everything in it. */
  private sessionOver = false
  private sent = false
  private isReached = false
  private done = false

  constructor(owner: RelayOwner) {
    this.owner = owner
  }

  onSent(): void {
    this.sent = true
    this.owner.onSent()
  }

  onHead(head: AnswerHead): void {
    this.reached(undefined, true)
    try {
      this.begin(head)
    } catch (cause) {
      this.broke(cause)
    }
  }

  onChunk(chunk: Buffer): boolean {
    try {
      return this.done || this.json === undefined || this.json.push(chunk)
    } catch (cause) {
      return this.broke(cause)
    }
  }

  onEvent(event: ServerEvent): boolean {
    try {
      return this.done || this.events === undefined || this.events.push(event)
    } catch (cause) {
      return this.broke(cause)
    }
  }

  onEnd(): void {
    if (this.done) return
    try {
      if (this.empty) this.fail(refusal(this.sessionOver ? 'session_not_found' : 'upstream_garbage'), 'unknown')
      else this.part?.end()
    } catch (cause) {
      this.broke(cause)
    }
  }

  private begin(head: AnswerHead): void {
    const { owner } = this
    this.sessionOver =
      head.status === 404 && owner.message.era === 'legacy' && owner.conversation.sessionId !== undefined
    const sessionId = head.status < 300 ? owner.onSession(head.sessionId) : undefined
    const settle = (outcome: Outcome): void => this.settle(outcome)
    if (head.kind === 'events') this.events = new EventAnswer(owner, sessionId, settle)
    else if (head.kind === 'json') this.json = new JsonAnswer(owner, { status: head.status, sessionId, settle })
    else this.empty = true
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    if (this.done) return
    if (sent || failure !== 'closed') this.reached(failure, sent)
    // A stream that was to be taken up again: the call itself had been sent.
    const { code, outcome } = FAILURES[this.sent && !sent ? 'closed' : failure]
    this.sent ||= sent
    const found = detail?.consent === undefined ? refusal(code) : consentRefusal(detail.consent)
    this.fail(found, this.sent && outcome === 'unreachable' ? 'protocol_error' : outcome)
  }

  private reached(failure: UpstreamFailure | undefined, sent: boolean): void {
    if (this.isReached) return
    this.isReached = true
    this.owner.onReached(failure, sent)
  }

  /** Somebody stopped it: the server has been told, and the client is. */
  onStopped(why: Refusal): void {
    if (!this.done) this.fail(why, 'cancelled')
  }

  /** A stream of messages of which the client has some already. */
  get isPassing(): boolean {
    return !this.done && this.events?.hasPassed === true
  }

  /** The client is gone: nothing more can be told to it. */
  onClientGone(): void {
    this.settle('cancelled')
  }

  /** What fails while it is judged is not passed on. */
  private broke(cause: unknown): true {
    this.owner.onBroken(cause)
    this.fail(refusal('internal'), 'withheld')
    return true
  }

  private get part(): AnswerPart | undefined {
    return this.events ?? this.json
  }

  private fail(found: Refusal, outcome: Outcome): void {
    if (this.part === undefined) {
      const { status, body } = this.owner.refusalBytes(found)
      this.owner.down.json(status, body)
    } else this.part.refuse(found)
    this.settle(outcome)
  }

  private settle(outcome: Outcome): void {
    if (this.done) return
    this.done = true
    this.owner.onDone(outcome, this.sent)
    if (this.sessionOver) this.owner.onSessionOver()
  }
}
