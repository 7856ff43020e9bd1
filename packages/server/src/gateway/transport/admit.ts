/** Who comes in: everything that is judged before a byte of the body is read. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import type { RefusalCode } from '../errors.ts'
import { foreignToken, identify, presentedDigest, refuseGrant, type TokenMemo } from '../identify.ts'
import { type AdmissionRules, readTarget, refuseBody, refuseCaller, type Target } from './admission.ts'
import { clientAddress } from './client-address.ts'
import type { Presenting } from './failed-tokens.ts'
import { type RequestHead, readHead } from './http-head.ts'
import type { Route } from './http-routes.ts'
import { challengeFor, describedPath, originAt, resourcePath } from './protected-resource.ts'

/** A request that is refused by its head. */
export interface NotAdmitted {
  readonly refused: RefusalCode
  /** Whose it is, as far as that is known. */
  readonly by?: Caller
  readonly challenge?: string | undefined
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number
}

/**
 * A request of somebody known; one for the metadata of a resource; one whose token is being looked into, which is judged
 * again afterwards; or a refusal.
 */
export type Admitted =
  | Route
  | { readonly describes: { readonly origin: string; readonly path: string; readonly authorizationServer: string } }
  | { readonly asked: Promise<void> }
  | NotAdmitted

const memos = new WeakMap<Socket, TokenMemo>()

function memoOf(socket: Socket): TokenMemo {
  const known = memos.get(socket)
  if (known !== undefined) return known
  const fresh = { header: '', digest: undefined }
  memos.set(socket, fresh)
  return fresh
}

/** @param wasAsked the token was looked into already */
export function admit(env: Environment, rules: AdmissionRules, request: IncomingMessage, wasAsked = false): Admitted {
  const head = readHead(request.rawHeaders)
  if (typeof head === 'string') return { refused: head }
  const barred = refuseCaller(head, rules)
  if (barred !== undefined) return { refused: barred }
  const described = describe(env, rules, request, head)
  if (described !== undefined) return described
  const target = readTarget(request.url ?? '')
  if (target === undefined) return { refused: 'unknown_target' }
  const wrong =
    refuseMethod(request.method, target) ?? (request.method === 'POST' ? refuseBody(head, rules) : undefined)
  if (wrong !== undefined) return { refused: wrong }
  const flow = target.slug === '' ? env.together : env
  return flow === undefined
    ? { refused: 'unknown_target' }
    : identified(env, rules, { request, head, target, wasAsked, flow })
}

interface Asking {
  readonly request: IncomingMessage
  readonly head: RequestHead
  readonly target: Target
  readonly wasAsked: boolean
  /** Where its message goes. */
  readonly flow: Environment
}

function identified(env: Environment, rules: AdmissionRules, asking: Asking): Admitted {
  const { request, head, target, flow } = asking
  const digest = presentedDigest(head.authorization, memoOf(request.socket))
  const address = clientAddress(request.socket.remoteAddress, head.forwardedFor, rules.proxies)
  const again = (): Caller | CallerRefusal => {
    const found = identify(flow.directory, digest, target.slug, env.clock.now())
    return typeof found === 'string' || refuseGrant(found, address) === undefined ? found : 'unknown_token'
  }
  const caller = identify(flow.directory, digest, target.slug, env.clock.now())
  if (caller === 'unknown_server') return { refused: caller }
  const challenge = env.authorizationServer?.() && challengeFor(originOf(rules, head), resourcePath(target))
  if (typeof caller === 'string') {
    const perMinute = rules.failedTokensPerMinute
    const failed = { refused: 'unauthenticated', challenge } as const
    return unproved(env, rules, asking, { caller, failed, who: { address, perMinute, at: env.clock.monotonic() } })
  }
  const refused = refuseGrant(caller, address)
  return refused === undefined
    ? { flow, head, target, caller, address, challenge, identifyAgain: again }
    : { refused, by: caller }
}

interface Unproved {
  readonly caller: Exclude<CallerRefusal, 'unknown_server'>
  readonly failed: NotAdmitted
  readonly who: Presenting
}

/** No token is no guess, and how clients ask where to get one: it is not counted. */
function unproved(
  env: Environment,
  rules: AdmissionRules,
  asking: Asking,
  { caller, failed, who }: Unproved,
): Admitted {
  if (asking.head.authorization === undefined) return failed
  const { failedTokens } = rules
  const wait = failedTokens.wait(who)
  if (wait !== undefined) return { refused: 'too_many_failed_tokens', retryAfter: wait }
  const asked = caller === 'unknown_token' && !asking.wasAsked ? inquire(env, rules, asking) : undefined
  if (asked !== undefined) return { asked }
  failedTokens.count(who)
  return failed
}

/** Whoever made the token, the control plane is asked once; ordinary tokens never get here. */
function inquire({ inquiry }: Environment, rules: AdmissionRules, { head, target }: Asking): Promise<void> | undefined {
  if (inquiry?.wanted !== true) return undefined
  const token = foreignToken(head.authorization)
  return token === undefined ? undefined : inquiry.inquire(token, originOf(rules, head) + resourcePath(target))
}

function describe(
  env: Environment,
  rules: AdmissionRules,
  { method, url = '' }: IncomingMessage,
  head: RequestHead,
): Admitted | undefined {
  const path = method === 'GET' ? describedPath(url) : undefined
  const authorizationServer = path === undefined ? undefined : env.authorizationServer?.()
  if (path === undefined || authorizationServer === undefined) return undefined
  return { describes: { origin: originOf(rules, head), path, authorizationServer } }
}

const originOf = ({ publicOrigin, tls }: AdmissionRules, { host }: RequestHead): string =>
  originAt({ publicOrigin, secure: tls !== undefined, host })

function refuseMethod(method: string | undefined, target: Target): RefusalCode | undefined {
  if (target.endpoint === 'mcp') {
    return method === 'POST' || method === 'GET' || method === 'DELETE' ? undefined : 'method_not_allowed'
  }
  const wanted = target.mailbox === undefined ? 'GET' : 'POST'
  return method === wanted ? undefined : 'method_not_allowed'
}
