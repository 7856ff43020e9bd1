/** An answer that is one JSON text. */
import { type Refusal, refusal } from '../errors.ts'
import { AnswerScanner } from '../wire/answer.ts'
import type { SecretStream } from '../wire/secret-search.ts'
import { asksSomething } from './call-judge.ts'
import { judgeAnswer, outcomeOf } from './judge-answer.ts'
import type { Outcome, RelayOwner } from './relay-owner.ts'

/** Answers up to this size are judged as a whole before a byte of them goes on; larger ones are read as they pass. */
const HOLD_BYTES = 1024 * 1024
/** Answers that must be judged as a whole, and are larger than this, are refused. */
const LARGEST_WHOLE = 8 * 1024 * 1024
/** A channel carries whole messages, which are held until they are complete: none is larger than this. */
const LARGEST_MESSAGE = 64 * 1024 * 1024
/** What goes on lies at least so far behind what was read: the longest header value has room in it. */
const HOLD_BACK = 16 * 1024

interface JsonHead {
  readonly status: number
  readonly sessionId: string | undefined
  readonly settle: (outcome: Outcome) => void
}

/** What a large answer is read with while it passes. */
interface Passing {
  readonly scanner: AnswerScanner
  readonly secrets: SecretStream | undefined
  /** Goes on when more has been read: so that a credential across several pieces is seen before its beginning is out. */
  last: Buffer
}

const TOO_LARGE: Refusal = {
  code: 'result_withheld',
  message: `The result has more than ${LARGEST_WHOLE} bytes, which is more than can be inspected. The request was carried out: do not repeat it.`,
}

const TOO_LONG: Refusal = {
  code: 'result_withheld',
  message: `The result has more than ${LARGEST_MESSAGE} bytes, which is more than this connection carries in one message. The request was carried out: do not repeat it.`,
}

/** Why an answer is not passed on. */
type Fault = 'upstream_garbage' | 'result_withheld'

/** Takes the pieces of one JSON answer. */
export class JsonAnswer {
  private readonly owner: RelayOwner
  private readonly head: JsonHead
  private held: Buffer[] = []
  private size = 0
  private passing: Passing | undefined
  private broken = false

  constructor(owner: RelayOwner, head: JsonHead) {
    this.owner = owner
    this.head = head
  }

  /** @returns false where the client is slow */
  push(chunk: Buffer): boolean {
    if (this.broken) return true
    if (this.passing !== undefined) return this.pass(this.passing, chunk)
    this.held.push(chunk)
    this.size += chunk.length
    const { inspector, judge } = this.owner
    const tooLarge = inspector?.refuseSize(this.size)
    if (tooLarge !== undefined) this.withhold(tooLarge)
    else if (this.size > HOLD_BYTES) return this.goOnWithLarge(judge.needsWhole, inspector !== undefined)
    return true
  }

  /** Larger than what is held by all means: it passes in pieces, unless it is judged as a whole. */
  private goOnWithLarge(needsWhole: boolean, isInspected: boolean): boolean {
    if (!needsWhole && !isInspected) return this.startPassing()
    if (this.size > LARGEST_WHOLE) this.withhold(isInspected ? TOO_LARGE : refusal('upstream_garbage'))
    return true
  }

  end(): void {
    if (this.broken) return
    if (this.passing !== undefined) {
      this.endPassing(this.passing)
      return
    }
    const [first] = this.held
    const whole = this.held.length === 1 && first !== undefined ? first : Buffer.concat(this.held)
    const judged = judgeAnswer(this.owner, whole)
    if (Buffer.isBuffer(judged.answer)) {
      this.owner.down.json(this.head.status, judged.answer, this.head.sessionId)
    } else this.refuse(judged.answer)
    this.head.settle(judged.outcome)
  }

  refuse(found: Refusal): void {
    // Over a channel nothing of it has left yet, and its client would wait for ever.
    if (this.passing !== undefined && !this.owner.needsId) {
      this.owner.down.abort()
      return
    }
    const { status, body } = this.owner.refusalBytes(found)
    this.owner.down.json(status, body)
  }

  private startPassing(): boolean {
    const whole = Buffer.concat(this.held)
    this.held = []
    this.passing = {
      scanner: new AnswerScanner(),
      secrets: this.owner.secrets?.stream(),
      last: Buffer.alloc(0),
    }
    const fault = faultIn(this.passing, whole)
    if (fault !== undefined) {
      this.passing = undefined
      this.breakOff(fault)
      return true
    }
    this.owner.down.beginJson(this.head.status, this.head.sessionId)
    this.passing.last = whole
    return true
  }

  private pass(passing: Passing, chunk: Buffer): boolean {
    this.size += chunk.length
    const fault = faultIn(passing, chunk)
    if (fault !== undefined || (this.owner.needsId && this.size > LARGEST_MESSAGE)) {
      this.withhold(fault === undefined ? TOO_LONG : refusal(fault))
      return true
    }
    const isLong = chunk.length >= HOLD_BACK
    const both = isLong ? passing.last : Buffer.concat([passing.last, chunk])
    const end = isLong ? both.length : Math.max(0, both.length - HOLD_BACK)
    passing.last = isLong ? chunk : both.subarray(end)
    return end === 0 || this.owner.down.chunk(both.subarray(0, end))
  }

  private endPassing(passing: Passing): void {
    const facts = passing.scanner.end()
    const { message, trustsOwnMeta } = this.owner
    // A question is judged before it goes on, and none is so large.
    if (facts === undefined || asksSomething(facts) || facts.id !== message.id || (facts.ownMeta && !trustsOwnMeta)) {
      this.breakOff('upstream_garbage')
      return
    }
    this.owner.down.chunk(passing.last)
    this.owner.down.end()
    this.head.settle(outcomeOf(facts))
  }

  private breakOff(code: Fault): void {
    this.withhold(refusal(code))
  }

  private withhold(found: Refusal): void {
    this.broken = true
    this.held = []
    this.refuse(found)
    this.head.settle('withheld')
  }
}

/** Reads one piece; what is wrong with it. */
function faultIn({ scanner, secrets }: Passing, chunk: Buffer): Fault | undefined {
  if (secrets?.push(chunk) === true) return 'result_withheld'
  return scanner.push(chunk) ? undefined : 'upstream_garbage'
}
