/** Subscriptions of modern clients to what a legacy server tells by itself (MCP 2026-07-28, subscriptions/listen). */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { AnswerListener, Exchange, Outgoing } from '../upstream/link.ts'
import { META } from '../wire/era.ts'
import { resultAnswer } from '../wire/refusal.ts'
import type { ServerNotification } from '../wire/server-message.ts'
import { isObject } from '../wire/shape.ts'
import { setAt, textAt, valueAt } from '../wire/splice.ts'
import type { UpstreamSession } from './upstream-session.ts'

/** Which wish each message fulfils, and which capability of the server's says that it sends such messages. */
const LISTS: ReadonlyMap<string, { readonly wish: string; readonly capability: string }> = new Map([
  ['notifications/tools/list_changed', { wish: 'toolsListChanged', capability: 'tools' }],
  ['notifications/prompts/list_changed', { wish: 'promptsListChanged', capability: 'prompts' }],
  ['notifications/resources/list_changed', { wish: 'resourcesListChanged', capability: 'resources' }],
])
const SUBSCRIPTION = ['params', '_meta', META.subscriptionId]

/** One client that listens. */
interface Subscriber {
  readonly listener: AnswerListener
  readonly idText: string
  readonly wishes: JsonObject
  readonly uris: ReadonlySet<string>
}

/** The subscriptions within one session. */
export class ModernNews {
  readonly #session: UpstreamSession
  readonly #subscribers = new Set<Subscriber>()
  /** How many follow each resource. */
  readonly #followers = new Map<string, number>()

  constructor(session: UpstreamSession) {
    this.#session = session
  }

  /** Whether anybody listens. */
  get attended(): boolean {
    return this.#subscribers.size > 0
  }

  /** Acknowledges what can be had, and tells of it from then on. */
  listen({ bytes }: Outgoing, listener: AnswerListener): Exchange {
    let subscriber: Subscriber | undefined
    let over = false
    const wanted = valueAt(bytes, ['params', 'notifications'])
    void this.#accept(isObject(wanted) ? wanted : {}).then(({ wishes, uris }) => {
      if (over) return this.#unfollow(uris)
      const idText = textAt(bytes, ['id']) ?? 'null'
      subscriber = { listener, idText, wishes, uris }
      this.#subscribers.add(subscriber)
      listener.onSent()
      listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
      listener.onEvent({ data: acknowledgement(idText, wishes), raw: undefined })
    })
    return {
      cancel: () => {
        over = true
        if (subscriber !== undefined && this.#subscribers.delete(subscriber)) this.#unfollow(subscriber.uris)
      },
      resume: () => undefined,
    }
  }

  /** A message of the server's that belongs to no call. */
  heard({ method, params }: ServerNotification, bytes: Buffer): void {
    const wish = LISTS.get(method)?.wish
    const { uri } = params
    const isUpdate = method === 'notifications/resources/updated'
    if (wish === undefined && !isUpdate) return
    for (const { listener, idText, wishes, uris } of this.#subscribers) {
      const wants = wish === undefined ? typeof uri === 'string' && uris.has(uri) : wishes[wish] === true
      if (wants) listener.onEvent({ data: setAt(bytes, SUBSCRIPTION, idText), raw: undefined })
    }
  }

  /** The session is over: who listens is told, and listens again. */
  end(): void {
    const subscribers = [...this.#subscribers]
    this.#subscribers.clear()
    for (const { listener, idText } of subscribers) {
      const result = { resultType: 'complete', _meta: { [META.subscriptionId]: JSON.parse(idText) } }
      listener.onEvent({ data: resultAnswer(idText, result), raw: undefined })
      listener.onEnd()
    }
  }

  async #accept(wanted: JsonObject): Promise<{ readonly wishes: JsonObject; readonly uris: ReadonlySet<string> }> {
    const { capabilities } = this.#session
    const lists = [...LISTS.values()].filter(
      ({ wish, capability }) => wanted[wish] === true && flag(capabilities[capability], 'listChanged'),
    )
    const asked = flag(capabilities['resources'], 'subscribe') ? textsOf(wanted['resourceSubscriptions']) : []
    const followed = await Promise.all(asked.map(async (uri) => ((await this.#follow(uri)) ? [uri] : [])))
    const uris = followed.flat()
    const wishes: JsonObject = {
      ...Object.fromEntries(lists.map(({ wish }) => [wish, true])),
      ...(uris.length > 0 ? { resourceSubscriptions: uris } : undefined),
    }
    return { wishes, uris: new Set(uris) }
  }

  async #follow(uri: string): Promise<boolean> {
    const before = this.#followers.get(uri) ?? 0
    this.#followers.set(uri, before + 1)
    if (before > 0) return true
    const told = await this.#session.ask('resources/subscribe', { uri })
    if (told.kind === 'answer' && !told.facts.failed) return true
    this.#followers.delete(uri)
    return false
  }

  #unfollow(uris: ReadonlySet<string>): void {
    for (const uri of uris) {
      const left = (this.#followers.get(uri) ?? 1) - 1
      if (left > 0) this.#followers.set(uri, left)
      else {
        this.#followers.delete(uri)
        if (this.#session.usable) void this.#session.ask('resources/unsubscribe', { uri })
      }
    }
  }
}

const flag = (of: JsonValue | undefined, name: string): boolean => isObject(of) && of[name] === true

const textsOf = (list: JsonValue | undefined): readonly string[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []

function acknowledgement(idText: string, notifications: JsonObject): Buffer {
  const bytes = Buffer.from(
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: { notifications } }),
  )
  return setAt(bytes, SUBSCRIPTION, idText)
}
