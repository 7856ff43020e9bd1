/** Admitted HTTP requests → the flow. */
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { notCurrent } from '../currency.ts'
import type { Environment } from '../environment.ts'
import type { RefusalCode } from '../errors.ts'
import { receive } from '../gateway.ts'
import { endSession, openStream } from '../session/session-requests.ts'
import { accepts } from '../wire/header-value.ts'
import { stateSealer } from '../wire/request-state.ts'
import type { Target } from './admission.ts'
import { type BodyBudget, readBody } from './body.ts'
import type { Answer, Exchange, Incoming } from './exchange.ts'
import type { HomeRoads } from './home-roads.ts'
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
  /** To the other gateways. */
  readonly roads: HomeRoads
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
  /** Another gateway sent it here, because what it is about lives here. */
  readonly forwarded: boolean
  /** Of a 401. */
  readonly challenge: string | undefined
  identifyAgain(): Caller | CallerRefusal
}

/** Takes a request to what it asks for: here, or at the gateway where its session lives. */
export function route(on: Listening, to: Route, request: Incoming, response: Answer): void {
  const home = homeOf(to)
  if (home !== undefined) return takeHome(on, to, home, { request, response })
  if (request.method === 'POST') post(on, to, request, response)
  else other(on, to, request, response)
}

/** The gateway where the session of a request lives; undefined: this one, or it names none. Nothing is sent on twice. */
function homeOf({ flow, head, target, caller, forwarded }: Route): Neighbour | undefined {
  const id = target.endpoint === 'mcp' ? head.sessionId : target.mailbox
  return forwarded || id === undefined ? undefined : flow.conversations.elsewhere(caller, id)
}

function takeHome(on: Listening, to: Route, home: Neighbour, exchange: Exchange): void {
  if (exchange.request.method !== 'POST') sendHome(on, to, { home, bytes: undefined }, exchange)
  else read(on, to, exchange, (bytes) => sendHome(on, to, { home, bytes }, exchange))
}

interface Homeward {
  readonly home: Neighbour
  readonly bytes: Buffer | undefined
}

/** Where that gateway is gone, another one answers instead, which may be this one. */
function sendHome(on: Listening, to: Route, { home, bytes }: Homeward, exchange: Exchange): void {
  const { head, address } = to
  const { request, response } = exchange
  const { method = '', url = '' } = request
  on.roads.send({ home, method, url, head, address, bytes }, response, {
    onGone() {
      const next = homeOf(to)
      if (next !== undefined) sendHome(on, to, { home: next, bytes }, exchange)
      else if (bytes === undefined) other(on, to, request, response)
      else deliver(on, to, bytes, response)
    },
    onFailure: (code) => refuse(on, to, response, code),
  })
}

function other(on: Listening, to: Route, request: Incoming, response: Answer): void {
  if (to.target.endpoint === 'sse') openMailbox(on, to, response)
  else sessionRequest(on, to, request, response)
}

function post(on: Listening, to: Route, request: Incoming, response: Answer): void {
  const { target, caller, head } = to
  const isLost = target.endpoint === 'sse' && on.mailboxes.find(target.mailbox ?? '', caller) === undefined
  if (isLost) return refuse(on, to, response, 'session_not_found')
  if (target.endpoint === 'mcp' && !acceptsBoth(head.accept)) return refuse(on, to, response, 'not_acceptable')
  read(on, to, { request, response }, (bytes) => {
    const home = homeOfState(to, bytes)
    if (home === undefined) deliver(on, to, bytes, response)
    else sendHome(on, to, { home, bytes }, { request, response })
  })
}

/** The gateway at which a call was begun that this one goes on with (MCP 2026-07-28, multi-round-trip requests). */
function homeOfState({ flow: { others }, head, forwarded }: Route, bytes: Buffer): Neighbour | undefined {
  if (forwarded || head.mcpMethod === undefined || !others.homes.areShared) return undefined
  const name = stateSealer(bytes)
  return name === undefined ? undefined : others.homes.find(name)
}

function read(on: Listening, to: Route, { request, response }: Exchange, done: (bytes: Buffer) => void): void {
  const { settings, budget } = on
  const { head, caller } = to
  const announced = head.contentLength === undefined ? undefined : Number(head.contentLength)
  const bounds = { grant: caller.grant.subject.grant, limit: settings.maxBodyBytes, budget, announced }
  readBody(request, bounds, (bytes) => {
    if (typeof bytes === 'string') refuse(on, to, response, bytes)
    else done(bytes)
  })
}

/** The message has come wholly. */
function deliver(on: Listening, to: Route, bytes: Buffer, response: Answer): void {
  const { flow: env, head, target, caller, identifyAgain, address, challenge } = to
  const { sessionId } = head
  if (target.mailbox === undefined) {
    const down = new HttpDownstream(response, on.settings.streamKeepAlive, challenge)
    void receive(env, { caller, identifyAgain, bytes, head, sessionId, channel: undefined, address, down })
    return
  }
  const mailbox = on.mailboxes.find(target.mailbox, caller)
  if (mailbox === undefined) return refuse(on, to, response, 'session_not_found')
  response.writeHead(202, ['content-length', '0'])
  response.end()
  const { client } = mailbox
  const down = mailbox.down()
  void receive(env, { caller, identifyAgain, bytes, head: undefined, sessionId, channel: client, address, down })
}

function openMailbox(on: Listening, to: Route, response: Answer): void {
  if (!accepts(to.head.accept, 'text/event-stream')) return refuse(on, to, response, 'not_acceptable')
  if (to.caller.stopped !== undefined) return refuse(on, to, response, 'stopped')
  if (notCurrent(on.env) !== undefined) return refuse(on, to, response, 'not_current')
  on.mailboxes.open(on.env, to, new HttpDownstream(response, on.settings.streamKeepAlive))
}

function sessionRequest(on: Listening, to: Route, request: Incoming, response: Answer): void {
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
function refuse(on: Listening, to: Route, response: Answer, code: RefusalCode): void {
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
