/** The part of a subscription that one server tells: opened again whenever it breaks off. */
import type { JsonObject } from '@portcullis/engine'
import { AnswerReader } from '../translate/answer-reader.ts'
import type { Exchange } from '../upstream/link.ts'
import { isObject } from '../wire/shape.ts'
import { dropAt, setAt, stringAt } from '../wire/splice.ts'
import type { Asking } from './asking.ts'
import { sendPart } from './part.ts'
import { sealedTask } from './results.ts'
import { ACKNOWLEDGED, flagsOf, NEWS, subscriptionMessage, textsOf, type Wish } from './subscription-wish.ts'

const LONGEST_PAUSE = 30_000
const LARGEST_ANSWER = 64 * 1024
/** Errors of servers that will not be otherwise when they are asked again. */
const FINAL: ReadonlySet<number | undefined> = new Set([-32601, -32602])

/** The whole subscription. */
export interface PartOwner {
  /** The server has said what it will tell; without that: that it will tell nothing, for now. */
  settled(accepted?: JsonObject): void
  /** @returns false where the client is slow */
  tell(bytes: Buffer): boolean
}

/** Lives as long as the subscription does. */
export class SubscriptionPart {
  settled = false
  readonly #asking: Asking
  readonly #wish: Wish
  readonly #whole: PartOwner
  #exchange: Exchange | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #over = false

  constructor(asking: Asking, wish: Wish, whole: PartOwner) {
    this.#asking = asking
    this.#wish = wish
    this.#whole = whole
    this.#open()
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#exchange?.cancel()
  }

  resume(): void {
    this.#exchange?.resume()
  }

  #open(): void {
    const { together, outgoing } = this.#asking
    const bare = dropAt(outgoing.bytes, ['params', '_meta', 'progressToken'])
    const bytes = setAt(bare, ['params', 'notifications'], JSON.stringify(this.#wish.notifications))
    const part = { caller: this.#wish.caller, outgoing: { ...outgoing, bytes, progressToken: undefined } }
    this.#exchange = sendPart(
      together.env,
      part,
      new AnswerReader(
        {
          onSent: () => undefined,
          onStream: () => undefined,
          onAside: ({ kind, method, params }, message) =>
            kind === 'request' || this.#over || this.#heard(method, params, message),
          onAnswer: (_bytes, { failed, errorCode }) => this.#ended(failed && FINAL.has(errorCode)),
          onEmpty: () => this.#ended(false),
          onFailure: () => this.#ended(false),
        },
        LARGEST_ANSWER,
      ),
    )
  }

  #heard(method: string, params: JsonObject, bytes: Buffer): boolean {
    if (method === ACKNOWLEDGED) return this.#acknowledged(params)
    if (method === 'notifications/resources/updated') {
      const uri = stringAt(bytes, ['params', 'uri']) ?? ''
      const name = this.#wish.names.get(uri) ?? uri
      return this.#whole.tell(setAt(bytes, ['params', 'uri'], JSON.stringify(name)))
    }
    const task = stringAt(bytes, ['params', 'taskId'])
    if (task === undefined) return this.#whole.tell(bytes)
    const sealed = sealedTask(this.#asking, this.#wish.caller, task)
    return this.#whole.tell(setAt(bytes, ['params', 'taskId'], JSON.stringify(sealed)))
  }

  #acknowledged({ notifications }: JsonObject): true {
    const wasLost = this.#failures > 0
    this.#failures = 0
    const accepted = isObject(notifications) ? notifications : {}
    if (!this.settled) this.#settle(this.#asTheClientNamed(accepted))
    // What changed meanwhile nobody told: the client is told to look.
    for (const flag of wasLost ? flagsOf(this.#asking) : []) {
      if (accepted[flag] === true) this.#whole.tell(subscriptionMessage(this.#asking, NEWS[flag], {}))
    }
    return true
  }

  #asTheClientNamed(accepted: JsonObject): JsonObject {
    const uris = textsOf(accepted['resourceSubscriptions']).map((uri) => this.#wish.names.get(uri) ?? uri)
    const tasks = textsOf(accepted['taskIds']).map((id) => sealedTask(this.#asking, this.#wish.caller, id))
    return { resourceSubscriptions: uris, taskIds: tasks }
  }

  #ended(isFinal: boolean): void {
    if (this.#over) return
    if (!this.settled) this.#settle(undefined)
    if (isFinal) return
    const pause = Math.min(LONGEST_PAUSE, this.#asking.together.pause * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = setTimeout(() => this.#open(), pause)
    this.#timer.unref()
  }

  #settle(accepted: JsonObject | undefined): void {
    this.settled = true
    this.#whole.settled(accepted)
  }
}
