/**
 * All servers of a grant, as one server that speaks the modern era: each message is split into what its servers get, and
 * every part goes through the whole flow by itself. Nothing is decided here.
 */
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import { answerLocally } from '../translate/local-answer.ts'
import type { AnswerListener, Exchange, Link, Outgoing, Upstream } from '../upstream/link.ts'
import { acknowledged, unsent } from '../upstream/settled.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { type Asking, distinct, idText, refuseHere, type Together } from './asking.ts'
import { discover } from './discover.ts'
import { LISTS } from './lists.ts'
import { listPage } from './pages.ts'
import { sendPart } from './part.ts'
import { forOne } from './results.ts'
import { ROUTES, type Route } from './route.ts'
import { subscribe } from './subscription.ts'

const NOTHING_TO_END = 200

/** @param callersOf who asks now: everything that the token of a message leads to */
export function openAggregate(
  together: Together,
  callersOf: (outgoing: Outgoing) => readonly Caller[] | CallerRefusal,
): Upstream {
  const link: Link = {
    exchange(outgoing, listener) {
      // A client that does not wait any more says so by closing its stream, too.
      if (outgoing.kind !== 'request') return acknowledged(listener)
      const callers = callersOf(outgoing)
      if (typeof callers === 'string') return unsent(listener, 'unauthorized')
      const [first] = callers
      const grant = first?.grant.subject.grant ?? ''
      return split({ together, grant, callers: distinct(callers), outgoing }, listener)
    },
    listen: (_lastEventId, _headers, listener) => unsent(listener, 'closed'),
    close: async () => NOTHING_TO_END,
    dead: false,
  }
  return { link: () => link, close: async () => undefined }
}

function split(asking: Asking, listener: AnswerListener): Exchange {
  const { method = '' } = asking.outgoing
  const listed = LISTS.get(method)
  if (listed !== undefined) return listPage(asking, listed, listener)
  if (method === 'server/discover') return discover(asking, listener)
  if (method === 'subscriptions/listen') return subscribe(asking, listener)
  const route = ROUTES.get(method)
  if (route !== undefined) return new Forwarding(asking, route, listener)
  const message = `Method not found: ${method.slice(0, 128)}. It belongs to no single server; ask the server at its own URL.`
  return answerLocally(listener, errorAnswer(idText(asking), -32601, message))
}

/** A name that leads nowhere never comes to a server's own flow: it is recorded here. */
function noteLost({ together: { env }, grant, outgoing: { caller, method = '' } }: Asking): void {
  const isCounted = env.refusals.take(grant, env.clock.monotonic()) === 'ok'
  if (caller !== undefined && isCounted) env.recorder.dropped(caller, { method, rule: '(unknown name)', era: 'modern' })
}

/** A request on its way to the one server that it is for. */
class Forwarding implements Exchange {
  #exchange: Exchange | undefined
  #over = false

  constructor(asking: Asking, route: Route, listener: AnswerListener) {
    this.#start(asking, route, listener).catch(() => listener.onFailure('garbage', false))
  }

  cancel(): void {
    this.#over = true
    this.#exchange?.cancel()
  }

  resume(): void {
    this.#exchange?.resume()
  }

  async #start(asking: Asking, route: Route, listener: AnswerListener): Promise<void> {
    const found = await route(asking)
    if (this.#over) return
    if ('message' in found) {
      noteLost(asking)
      this.#exchange = refuseHere(asking, listener, found.message, found.data)
      return
    }
    const { caller, outgoing } = found
    this.#exchange = sendPart(asking.together.env, { caller, outgoing, rewrite: forOne(asking, caller) }, listener)
  }
}
