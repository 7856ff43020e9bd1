/** Admitted HTTP requests → the flow. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import { receive } from '../gateway.ts'
import { endSession, openStream } from '../session/session-requests.ts'
import { accepts } from '../wire/header-value.ts'
import type { Target } from './admission.ts'
import { type BodyBudget, readBody } from './body.ts'
import { HttpDownstream } from './http-downstream.ts'
import type { RequestHead } from './http-head.ts'
import { refuseHttp } from './http-refusal.ts'
import type { HttpSettings } from './http-settings.ts'
import type { Mailboxes } from './legacy-sse.ts'

/** What all requests of a listener share. */
export interface Listening {
  readonly env: Environment
  readonly settings: HttpSettings
  readonly budget: BodyBudget
  readonly mailboxes: Mailboxes
}

/** An admitted request: who asks, and for what. */
export interface Route {
  /** Of one server, or of all servers of a grant together. */
  readonly flow: Environment
  readonly head: RequestHead
  readonly target: Target
  readonly caller: Caller
  /** Of the client; undefined where it is not known. */
  readonly address: string | undefined
  /** Of a 401. */
  readonly challenge: string | undefined
  identifyAgain(): Caller | CallerRefusal
}

/** Takes a request to what it asks for. */
export function route(on: Listening, to: Route, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST') post(on, to, request, response)
  else if (to.target.endpoint === 'sse') openMailbox(on, to, request, response)
  else sessionRequest(on, to, request, response)
}

function post(on: Listening, to: Route, request: IncomingMessage, response: ServerResponse): void {
  const { settings, budget, mailboxes } = on
  const { flow: env, head, target, caller } = to
  const mailbox = target.mailbox === undefined ? undefined : mailboxes.find(target.mailbox, caller)
  if (target.endpoint === 'sse' && mailbox === undefined) return refuse(on, to, response, 'session_not_found')
  if (mailbox === undefined && !acceptsBoth(head.accept)) return refuse(on, to, response, 'not_acceptable')
  const announced = head.contentLength === undefined ? undefined : Number(head.contentLength)
  const bounds = { grant: caller.grant.subject.grant, limit: settings.maxBodyBytes, budget, announced }
  readBody(request, bounds, (bytes) => {
    if (typeof bytes === 'string') return refuse(on, to, response, bytes)
    const { identifyAgain, address, challenge } = to
    const { sessionId } = head
    if (mailbox === undefined) {
      const down = new HttpDownstream(response, settings.streamKeepAlive, challenge)
      void receive(env, { caller, identifyAgain, bytes, head, sessionId, channel: undefined, address, down })
      return
    }
    response.writeHead(202, ['content-length', '0'])
    response.end()
    const { client } = mailbox
    const down = mailbox.down()
    void receive(env, { caller, identifyAgain, bytes, head: undefined, sessionId, channel: client, address, down })
  })
}

function openMailbox(on: Listening, to: Route, _request: IncomingMessage, response: ServerResponse): void {
  if (!accepts(to.head.accept, 'text/event-stream')) return refuse(on, to, response, 'not_acceptable')
  if (to.caller.stopped !== undefined) return refuse(on, to, response, 'stopped')
  on.mailboxes.open(on.env, to, new HttpDownstream(response, on.settings.streamKeepAlive))
}

function sessionRequest(on: Listening, to: Route, request: IncomingMessage, response: ServerResponse): void {
  const { head, caller } = to
  const isGet = request.method === 'GET'
  if (isGet && !accepts(head.accept, 'text/event-stream')) return refuse(on, to, response, 'not_acceptable')
  const asked = {
    caller,
    sessionId: head.sessionId,
    lastEventId: head.lastEventId,
    protocolVersion: head.protocolVersion,
    address: to.address,
    down: new HttpDownstream(response, on.settings.streamKeepAlive),
  }
  if (isGet) openStream(to.flow, asked)
  else void endSession(to.flow, asked)
}

/** An identified client, refused before its message was read. */
function refuse(on: Listening, to: Route, response: ServerResponse, code: Parameters<typeof refuseHttp>[1]): void {
  on.env.recorder.unread(to.caller, code)
  refuseHttp(response, code, true)
}

/** The last `Accept` that was judged: clients send the same one again and again. */
let judged = { header: '', accepted: false }

/** A client of Streamable HTTP has to take either form of answer (MCP, transports, sending messages). */
function acceptsBoth(header: string | undefined): boolean {
  if (header === undefined) return true
  if (judged.header === header) return judged.accepted
  judged = { header, accepted: accepts(header, 'application/json') && accepts(header, 'text/event-stream') }
  return judged.accepted
}
