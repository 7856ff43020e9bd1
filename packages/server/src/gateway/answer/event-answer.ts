/** An answer that is a stream of messages, the last of which is the answer itself. */
import { type Refusal, refusal } from '../errors.ts'
import { ResumePoint } from '../session/resume-point.ts'
import type { ServerEvent } from '../upstream/link.ts'
import { classifyServerMessage } from '../wire/answer.ts'
import { bareEvent, changedEvent } from './changed-event.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { Outcome, RelayOwner } from './relay-owner.ts'
import { judgeServerMessage } from './server-messages.ts'
import { newsAftermath, tellsResult } from './task-news.ts'

/** Takes the events of one answer. */
export class EventAnswer {
  private readonly owner: RelayOwner
  private readonly settle: (outcome: Outcome) => void
  private answered = false
  /** The client has at least one message. */
  hasPassed = false
  /** Where the upstream gives its events ids, a stream may end before the answer, which comes on another one. */
  private readonly point = new ResumePoint()

  constructor(owner: RelayOwner, sessionId: string | undefined, settle: (outcome: Outcome) => void) {
    this.owner = owner
    this.settle = settle
    owner.down.beginEvents(sessionId)
  }

  /** @returns false where the client is slow */
  push(written: ServerEvent): boolean {
    if (this.answered) return true
    this.point.note(written)
    // Comments and ids of events go on as well: the whole block is searched.
    const block = written.raw ?? written.data
    if (block !== undefined && this.owner.secrets?.found(block) === true) {
      return this.breakOff(refusal('result_withheld'), 'withheld')
    }
    const event = this.owner.inspector === undefined ? written : bareEvent(written)
    const { data } = event
    if (data === undefined) return this.owner.down.event(event)
    const message = classifyServerMessage(data)
    if (message === undefined) return this.breakOff(refusal('upstream_garbage'), 'withheld')
    if (message.kind === 'response') return this.answer(event, data, message.id)
    const aftermath = newsAftermath(this.owner, message)
    const inspector = aftermath === undefined ? this.owner.inspector : aftermath.inspector
    const passed = inspector === undefined ? data : inspector.message(data)
    if (!Buffer.isBuffer(passed)) return this.breakOff(passed, 'withheld')
    if (judgeServerMessage(this.owner, message) === 'drop') return true
    if (tellsResult(message)) aftermath?.onDone?.('ok')
    this.hasPassed = true
    return this.owner.down.event(changedEvent(event, passed))
  }

  end(): void {
    if (this.answered) return
    if (this.point.lastEventId !== undefined && this.owner.onDetached(this.point)) return
    this.breakOff(refusal('upstream_closed'), 'unknown')
  }

  refuse(found: Refusal): void {
    this.answered = true
    this.owner.down.event({ data: this.owner.refusalBytes(found).body, raw: undefined })
    this.owner.down.end()
  }

  private answer(event: ServerEvent, data: Buffer, id: unknown): boolean {
    const mine = this.owner.message.id
    if (id !== mine && id !== null) return this.breakOff(refusal('upstream_garbage'), 'withheld')
    const judged = judgeAnswer(this.owner, data)
    if (!Buffer.isBuffer(judged.answer)) {
      this.refuse(judged.answer)
    } else {
      this.answered = true
      this.owner.down.event(judged.answer === data ? event : { data: judged.answer, raw: undefined })
      this.owner.down.end()
    }
    this.settle(judged.outcome)
    return true
  }

  private breakOff(found: Refusal, outcome: Outcome): true {
    this.refuse(found)
    this.settle(outcome)
    return true
  }
}
