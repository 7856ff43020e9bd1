/**
 * Proves to the home of a session that a request comes from another gateway of the installation, which let it in under
 * the name that its client used, and where that client is. Nothing else is taken from who forwards: the token is proved,
 * and the message judged, where the session lives.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@portcullis/engine'

/** The header that holds the proof. */
export const PROOF_FIELD = 'portcullis-forwarded'

/** The request that a proof is for. */
export interface ForwardedRequest {
  readonly method: string | undefined
  /** The raw target. */
  readonly url: string | undefined
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
  readonly sessionId: string | undefined
}

/** `misdirected`: another gateway was meant. `forged`: no gateway of the installation said so, or not now. */
export type NotForwarded = 'misdirected' | 'forged'

/** Makes and judges proofs. */
export interface ForwardProofs {
  /** @param to name of the gateway that is to get it */
  make(to: string, request: ForwardedRequest, address: string | undefined): string
  /** The client's address, where it is known; or why the request was not forwarded. */
  judge(proof: string, request: ForwardedRequest): { readonly address: string | undefined } | NotForwarded
}

/** Milliseconds for which a proof holds; clocks of gateways may differ by as much. */
const LIFETIME = 30_000
const LONGEST = 512
const ADDRESS = /^[0-9A-Fa-f.:]{1,64}$/
/** Gateway that is meant, instant, address, and what they are proved by. */
const FORM = /^([A-Za-z0-9_-]{1,64}) (\d{1,16}) ([0-9A-Fa-f.:]{1,64}|-) ([A-Za-z0-9_-]{43})$/

/** @param key 32 bytes, the same for all gateways of the installation. @param self name of this one */
export function createForwardProofs(key: Buffer, self: string, now: () => Instant): ForwardProofs {
  const mac = (to: string, at: string, address: string, request: ForwardedRequest): Buffer => {
    const { method, url, host, origin, authorization, sessionId } = request
    const text = JSON.stringify([to, at, address, method, url, host, origin, authorization, sessionId])
    return createHmac('sha256', key).update(text).digest()
  }
  return {
    make(to, request, address) {
      const at = String(now())
      const known = ADDRESS.test(address ?? '') ? (address ?? '') : '-'
      return `${to} ${at} ${known} ${mac(to, at, known, request).toString('base64url')}`
    },
    judge(proof, request) {
      const [, to = '', at = '', address = '', sum = ''] = (proof.length <= LONGEST && FORM.exec(proof)) || []
      if (to === '') return 'forged'
      if (to !== self) return 'misdirected'
      if (!timingSafeEqual(mac(to, at, address, request), digestBytes(sum))) return 'forged'
      if (Math.abs(now() - Number(at)) > LIFETIME) return 'forged'
      return { address: address === '-' ? undefined : address }
    },
  }
}

/** 43 characters of base64url are 32 bytes, and some bits that no digest has. */
const digestBytes = (text: string): Buffer => Buffer.from(text, 'base64url')
