/** Who comes in: everything that is judged before a byte of the body is read. */
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import type { RefusalCode } from '../errors.ts'
import { foreignToken, identify, presentedDigest, refuseGrant, type TokenMemo } from '../identify.ts'
import { type AdmissionRules, readTarget, refuseBody, refuseCaller, type Target } from './admission.ts'
import { clientAddress } from './client-address.ts'
import type { Presenting } from './failed-tokens.ts'
import type { RequestHead } from './http-head.ts'
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

/** A request's head, whichever lane read it. */
export interface AskedHead {
  readonly method: string | undefined
  /** The raw target. */
  readonly url: string | undefined
  /** Or why its fields are not read. */
  readonly head: RequestHead | RefusalCode
  /** Address at the other end of the connection. */
  readonly peer: string | undefined
  /** Of the connection. */
  readonly memo: TokenMemo
}

/** @param wasAsked the token was looked into already */
export function admit(env: Environment, rules: AdmissionRules, request: AskedHead, wasAsked = false): Admitted {
  const { head } = request
  if (typeof head === 'string') return { refused: head }
  const from = clientOf(env, rules, request, head)
  if (typeof from === 'string') return { refused: from }
  // Under which name the client came was judged by the gateway that it came to.
  const barred = from.forwarded ? undefined : refuseCaller(head, rules)
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
    : identified(env, rules, { request, head, target, wasAsked, flow, from })
}

interface Asking {
  readonly request: AskedHead
  readonly head: RequestHead
  readonly target: Target
  readonly wasAsked: boolean
  /** Where its message goes. */
  readonly flow: Environment
  readonly from: From
}

/** Where the client is, and by whose word. */
type From = Pick<Route, 'address' | 'forwarded'>

function identified(env: Environment, rules: AdmissionRules, asking: Asking): Admitted {
  const { request, head, target, flow, from } = asking
  const { address, forwarded } = from
  const digest = presentedDigest(head.authorization, request.memo)
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
    ? { flow, head, target, caller, address, forwarded, challenge, identifyAgain: again }
    : { refused, by: caller }
}

/** Where the client is: by the connection, or by the word of another gateway that proves itself. */
function clientOf(
  { others }: Environment,
  rules: AdmissionRules,
  { method, url, peer }: AskedHead,
  head: RequestHead,
): From | RefusalCode {
  const { forwardProof: proof, forwardedFor } = head
  if (proof === undefined) return { address: clientAddress(peer, forwardedFor, rules.proxies), forwarded: false }
  const judged = others.proofs.judge(proof, { ...head, method, url })
  if (typeof judged === 'string') return judged === 'misdirected' ? judged : 'malformed_head'
  return { address: judged.address, forwarded: true }
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
  { method, url = '' }: AskedHead,
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
