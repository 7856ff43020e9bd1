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
import { type Asking, distinct, idText } from './asking.ts'
import { sendPart } from './part.ts'
import { openTask, sealedTask } from './results.ts'
import { bareAddress, findPlace } from './route.ts'

const LONGEST_PAUSE = 30_000
const LARGEST_ANSWER = 64 * 1024
/** Messages that wait until all servers have answered. */
const MOST_WAITING = 1000
const FLAGS = ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged'] as const
type Flag = (typeof FLAGS)[number]
const NEWS: Readonly<Record<Flag, string>> = {
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
  #asking: Asking
  readonly #listener: AnswerListener
  /** By the server's id. */
  readonly #parts = new Map<string, Part>()
  readonly #accepted: JsonObject[] = []
  readonly #unsubscribe: () => void
  #timer: NodeJS.Timeout | undefined
  #waiting: Buffer[] | undefined = []
  #over = false

  constructor(asking: Asking, listener: AnswerListener) {
    this.#asking = asking
    this.#listener = listener
    this.#unsubscribe = asking.together.env.directory.subscribe(() => this.#follow())
  }

  async open(): Promise<void> {
    const wishes = await wishesOf(this.#asking)
    if (this.#over) return
    for (const wish of wishes) this.#begin(wish)
    // Whoever does not answer in time is told of later.
    this.#timer = setTimeout(() => this.#acknowledge(), this.#asking.together.patience)
    this.#timer.unref()
    this.settled()
  }

  cancel(): void {
    this.#over = true
    this.#unsubscribe()
    clearTimeout(this.#timer)
    for (const part of this.#parts.values()) part.close()
  }

  resume(): void {
    for (const part of this.#parts.values()) part.resume()
  }

  /** One server has said what it will tell, or that it will tell nothing. */
  settled(accepted?: JsonObject): void {
    if (accepted !== undefined) this.#accepted.push(accepted)
    if ([...this.#parts.values()].every((part) => part.settled)) this.#acknowledge()
  }

  tell(bytes: Buffer): boolean {
    if (this.#over) return true
    if (this.#waiting === undefined) return this.#listener.onEvent({ data: bytes, raw: undefined })
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(bytes)
    return true
  }

  #begin(wish: Wish): void {
    this.#parts.set(wish.caller.server.id, new Part(this.#asking, wish, this))
  }

  /** Another version of the configuration holds: the grant may reach other servers than before. */
  #follow(): void {
    const { together, outgoing } = this.#asking
    const { directory, clock } = together.env
    const found = outgoing.caller && directory.callers(outgoing.caller.grant.tokenDigest, clock.now())
    if (found === undefined || typeof found === 'string' || this.#waiting !== undefined) return
    const before = this.#asking.callers
    const callers = distinct(found)
    this.#asking = { ...this.#asking, callers }
    const gone = before.filter(({ server }) => !callers.some((each) => each.server.id === server.id))
    const come = callers.filter(({ server }) => !before.some((each) => each.server.id === server.id))
    if (gone.length + come.length === 0) return
    for (const { server } of gone) {
      this.#parts.get(server.id)?.close()
      this.#parts.delete(server.id)
    }
    const flags = flagsOf(this.#asking)
    for (const caller of come) {
      if (flags.length > 0) this.#begin({ caller, notifications: wishFor(flags), names: new Map() })
    }
    for (const flag of flags) this.tell(subscriptionMessage(this.#asking, NEWS[flag], {}))
  }

  #acknowledge(): void {
    const waiting = this.#waiting
    if (this.#over || waiting === undefined) return
    clearTimeout(this.#timer)
    this.#waiting = undefined
    this.#listener.onSent()
    this.#listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
    const notifications = this.#union()
    const data = subscriptionMessage(this.#asking, ACKNOWLEDGED, { notifications })
    this.#listener.onEvent({ data, raw: undefined })
    for (const bytes of waiting) this.tell(bytes)
  }

  /** Flags hold for all servers, also for those that are asked again later. */
  #union(): JsonObject {
    const lists = ['resourceSubscriptions', 'taskIds'].flatMap((key) => {
      const all = this.#accepted.flatMap((each) => textsOf(each[key]))
      return all.length > 0 ? [[key, all] as const] : []
    })
    return { ...wishFor(flagsOf(this.#asking)), ...Object.fromEntries(lists) }
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

function wantedBy({ outgoing }: Asking): JsonObject {
  const found = valueAt(outgoing.bytes, ['params', 'notifications'])
  return isObject(found) ? found : {}
}

/** The lists of whose changes the client wants to hear. */
function flagsOf(asking: Asking): readonly Flag[] {
  const wanted = wantedBy(asking)
  return FLAGS.filter((flag) => wanted[flag] === true)
}

const wishFor = (flags: readonly Flag[]): JsonObject => Object.fromEntries(flags.map((flag) => [flag, true]))

/** What each server is asked for: all lists, and what of the rest is its own. */
async function wishesOf(asking: Asking): Promise<readonly Wish[]> {
  const wanted = wantedBy(asking)
  const flags = wishFor(flagsOf(asking))
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
