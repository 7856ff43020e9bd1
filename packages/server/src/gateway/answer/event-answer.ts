/** An answer that is a stream of messages, the last of which is the answer itself. */
import type { Aftermath } from '../aftermath.ts'
import { type Refusal, refusal } from '../errors.ts'
import { ResumePoint } from '../session/resume-point.ts'
import type { ServerEvent } from '../upstream/link.ts'
import { classifyServerMessage } from '../wire/answer.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import { changedEvent } from './changed-event.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { Outcome, RelayOwner } from './relay-owner.ts'
import { judgeServerMessage } from './server-messages.ts'

/** Whether news of a task brings what it came to. */
const tellsResult = ({ params }: Exclude<ServerMessage, { kind: 'response' }>): boolean =>
  Object.hasOwn(params, 'result') || Object.hasOwn(params, 'error')

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
  push(event: ServerEvent): boolean {
    if (this.answered) return true
    this.point.note(event)
    // Comments and ids of events go on as well: the whole block is searched.
    const written = event.raw ?? event.data
    if (written !== undefined && this.owner.secrets?.found(written) === true) {
      return this.breakOff(refusal('result_withheld'), 'withheld')
    }
    const { data } = event
    if (data === undefined) return this.owner.down.event(event)
    const message = classifyServerMessage(data)
    if (message === undefined) return this.breakOff(refusal('upstream_garbage'), 'withheld')
    if (message.kind === 'response') return this.answer(event, data, message.id)
    const aftermath = this.aftermathOf(message)
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

  /** What is told of a task is inspected, and remembered as read, as the call is that began it. */
  private aftermathOf(message: ServerMessage): Aftermath | undefined {
    const { tasks, conversation } = this.owner
    if (message.kind !== 'notification' || message.method !== 'notifications/tasks') return undefined
    const { taskId } = message.params
    return typeof taskId === 'string' ? tasks.aftermathOf(conversation, taskId)?.() : undefined
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
