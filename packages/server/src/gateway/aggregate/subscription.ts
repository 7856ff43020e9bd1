/**
 * A subscription to what all servers of a grant tell by themselves: one with each server, joined into one (MCP 2026-07-28,
 * subscriptions/listen). What a server cannot be asked now is asked again later; the client's own stays open.
 */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { AnswerReader } from '../translate/answer-reader.ts'
import type { AnswerListener, Exchange } from '../upstream/link.ts'
import { META } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { dropAt, setAt, stringAt, valueAt } from '../wire/splice.ts'
import { type Asking, idText } from './asking.ts'
import { sendPart } from './part.ts'
import { openTask, sealedTask } from './results.ts'
import { bareAddress, findPlace } from './route.ts'

const LONGEST_PAUSE = 30_000
const LARGEST_ANSWER = 64 * 1024
const FLAGS = ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged'] as const
const NEWS: Readonly<Record<(typeof FLAGS)[number], string>> = {
  toolsListChanged: 'notifications/tools/list_changed',
  promptsListChanged: 'notifications/prompts/list_changed',
  resourcesListChanged: 'notifications/resources/list_changed',
}
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged'
/** Errors of servers that will not be otherwise when they are asked again. */
const FINAL: ReadonlySet<number | undefined> = new Set([-32601, -32602])

/** What one server is asked to tell. */
interface Wish {
  readonly caller: Caller
  readonly notifications: JsonObject
  /** By the address as the server knows it: as the client named it. */
  readonly names: ReadonlyMap<string, string>
}

/** Opens the subscription. */
export function subscribe(asking: Asking, listener: AnswerListener): Exchange {
  const subscription = new Subscription(asking, listener)
  void subscription.open()
  return subscription
}

class Subscription implements Exchange {
  readonly #asking: Asking
  readonly #listener: AnswerListener
  readonly #parts = new Set<Part>()
  readonly #accepted: JsonObject[] = []
  #timer: NodeJS.Timeout | undefined
  #waiting: Buffer[] | undefined = []
  #over = false

  constructor(asking: Asking, listener: AnswerListener) {
    this.#asking = asking
    this.#listener = listener
  }

  async open(): Promise<void> {
    const wishes = await wishesOf(this.#asking)
    if (this.#over) return
    for (const wish of wishes) this.#parts.add(new Part(this.#asking, wish, this))
    // Whoever does not answer in time is told of later.
    this.#timer = setTimeout(() => this.#acknowledge(), this.#asking.together.patience)
    this.#timer.unref()
    this.settled()
  }

  cancel(): void {
    this.#over = true
    clearTimeout(this.#timer)
    for (const part of this.#parts) part.close()
  }

  resume(): void {
    for (const part of this.#parts) part.resume()
  }

  /** One server has said what it will tell, or that it will tell nothing. */
  settled(accepted?: JsonObject): void {
    if (accepted !== undefined) this.#accepted.push(accepted)
    if ([...this.#parts].every((part) => part.settled)) this.#acknowledge()
  }

  tell(bytes: Buffer): boolean {
    if (this.#over) return true
    if (this.#waiting === undefined) return this.#listener.onEvent({ data: bytes, raw: undefined })
    this.#waiting.push(bytes)
    return true
  }

  #acknowledge(): void {
    const waiting = this.#waiting
    if (this.#over || waiting === undefined) return
    clearTimeout(this.#timer)
    this.#waiting = undefined
    this.#listener.onSent()
    this.#listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
    this.#listener.onEvent({ data: this.#message(ACKNOWLEDGED, { notifications: this.#union() }), raw: undefined })
    for (const bytes of waiting) this.tell(bytes)
  }

  /** Flags hold for all servers, also for those that are asked again later. */
  #union(): JsonObject {
    const { bytes } = this.#asking.outgoing
    const wanted = valueAt(bytes, ['params', 'notifications'])
    const flags = FLAGS.filter((flag) => isObject(wanted) && wanted[flag] === true)
    const lists = ['resourceSubscriptions', 'taskIds'].flatMap((key) => {
      const all = this.#accepted.flatMap((each) => textsOf(each[key]))
      return all.length > 0 ? [[key, all] as const] : []
    })
    return { ...Object.fromEntries(flags.map((flag) => [flag, true])), ...Object.fromEntries(lists) }
  }

  #message(method: string, params: JsonObject): Buffer {
    return subscriptionMessage(this.#asking, method, params)
  }
}

/** The subscription with one server. */
class Part {
  settled = false
  readonly #asking: Asking
  readonly #wish: Wish
  readonly #whole: Subscription
  #exchange: Exchange | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #over = false

  constructor(asking: Asking, wish: Wish, whole: Subscription) {
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
    if (wasLost) {
      for (const flag of FLAGS) {
        if (accepted[flag] === true) this.#whole.tell(subscriptionMessage(this.#asking, NEWS[flag], {}))
      }
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

/** What each server is asked for: all lists, and what of the rest is its own. */
async function wishesOf(asking: Asking): Promise<readonly Wish[]> {
  const found = valueAt(asking.outgoing.bytes, ['params', 'notifications'])
  const wanted: JsonObject = isObject(found) ? found : {}
  const flags = Object.fromEntries(FLAGS.flatMap((flag) => (wanted[flag] === true ? [[flag, true] as const] : [])))
  const uris = textsOf(wanted['resourceSubscriptions'])
  const owners = await Promise.all(uris.map(async (uri) => [uri, await findPlace(asking, uri)] as const))
  const tasks = textsOf(wanted['taskIds']).flatMap((sealed) => openTask(asking, sealed) ?? [])
  return asking.callers.flatMap((caller): readonly Wish[] => {
    const own = owners.flatMap(([uri, owner]) => (owner === caller ? [uri] : []))
    const names = new Map(own.map((uri) => [bareAddress(asking, uri), uri]))
    const taskIds = tasks.flatMap((task) => (task.caller === caller ? [task.id] : []))
    const notifications: JsonObject = {
      ...flags,
      ...(names.size > 0 ? { resourceSubscriptions: [...names.keys()] } : undefined),
      ...(taskIds.length > 0 ? { taskIds } : undefined),
    }
    return Object.keys(notifications).length === 0 ? [] : [{ caller, notifications, names }]
  })
}

function subscriptionMessage(asking: Asking, method: string, params: JsonObject): Buffer {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method, params }))
  return setAt(bytes, ['params', '_meta', META.subscriptionId], idText(asking))
}

const textsOf = (list: JsonValue | undefined): readonly string[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
