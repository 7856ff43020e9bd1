/**
 * The state that a client carries from one round of a call to the next (MCP 2026-07-28, multi-round-trip requests).
 *
 * It is sealed with AES-256-GCM and bound to the call: nobody can read it, change it, or use it for another call. A
 * state that does not open is no error: the call is simply a new one.
 */
import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import type { RequestMessage } from './message.ts'

/** A key for sealing. */
export interface SealKey {
  /** Names who seals, which alone can open it: `[A-Za-z0-9_-]`, at most 64 characters. */
  readonly id: string
  /** 32 random bytes. */
  readonly secret: Buffer
}

/** The call that a state belongs to. */
export interface StateBinding {
  readonly grant: string
  readonly server: string
  readonly method: string
  /** Name or URI that the request is about. */
  readonly name: string
  /** Of `argumentsDigest`. */
  readonly arguments: string
}

/** What is sealed. */
export interface StatePayload {
  /** The server's own state; undefined where it sent none. */
  readonly upstream: string | undefined
  /** How often the server has asked within the call. */
  readonly round: number
  /** Under which the call's claims were taken. */
  readonly reservation: string
  /** The questions that were asked last, by their keys. */
  readonly asked: readonly string[]
  /** Id of the approval whose page the client was sent to; undefined: the server asked. */
  readonly waits?: string | undefined
  /** The approval by which the call was made, and `params` as a person narrowed them. */
  readonly approved?: { readonly id: string; readonly narrowed: string | undefined } | undefined
  readonly expires: Instant
  /** 16 random bytes as base64url, never used twice: for single use, and the source of the initialisation vector. */
  readonly nonce: string
}

/** A state that was opened, or why it was not: for the log, never for the client. */
export type OpenedState =
  | { readonly ok: true; readonly payload: StatePayload }
  | { readonly ok: false; readonly failure: 'malformed' | 'unknown_key' | 'forged' | 'expired' }

const VERSION = 'pcs1'
const IV_BYTES = 12
const TAG_BYTES = 16
/** Whatever a server may have put in, with what sealing adds. */
const LONGEST_STATE = 256 * 1024
const FORM = /^pcs1\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]+)$/
/** A state within a message, as far as who sealed it. */
const WITHIN = /^pcs1\.([A-Za-z0-9_-]{1,64})\./
const LONGEST_WITHIN = 70

/** SHA-256 of the bytes of `params.arguments` as they came, base64url; of no bytes where there are none. */
export function argumentsDigest(message: Pick<RequestMessage, 'bytes' | 'spans'>): string {
  const span = message.spans.get('arguments')
  return hash('sha256', span === undefined ? '' : message.bytes.subarray(span.start, span.end), 'base64url')
}

/**
 * Who sealed a state that a message seems to carry: it is looked for as a text, and may stand in an argument as well.
 * Only where the message is sent on may depend on it.
 */
export function stateSealer(message: Buffer): string | undefined {
  const at = message.indexOf(`"${VERSION}.`)
  if (at < 0) return undefined
  return WITHIN.exec(message.toString('latin1', at + 1, at + 1 + LONGEST_WITHIN))?.[1]
}

/** Seals a state for the call that `binding` names. */
export function sealState(key: SealKey, binding: StateBinding, payload: StatePayload): string {
  const iv = Buffer.from(payload.nonce, 'base64url').subarray(0, IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv)
  cipher.setAAD(boundTo(key, binding))
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(payload)), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${key.id}.${sealed.toString('base64url')}`
}

/** Opens a state, if it was sealed with this key for this very call and is not too old at `now`. */
export function openState(key: SealKey, binding: StateBinding, text: string, now: Instant): OpenedState {
  const form = text.length <= LONGEST_STATE ? FORM.exec(text) : null
  if (form === null) return { ok: false, failure: 'malformed' }
  if (form[1] !== key.id) return { ok: false, failure: 'unknown_key' }
  const sealed = Buffer.from(form[2] ?? '', 'base64url')
  const payload = sealed.length > IV_BYTES + TAG_BYTES ? decrypt(key, binding, sealed) : undefined
  if (payload === undefined) return { ok: false, failure: 'forged' }
  return payload.expires > now ? { ok: true, payload } : { ok: false, failure: 'expired' }
}

function decrypt(key: SealKey, binding: StateBinding, sealed: Buffer): StatePayload | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(boundTo(key, binding))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
    // Only what `sealState` wrote gets through the authentication.
    const { upstream, ...rest } = JSON.parse(text.toString()) as StatePayload
    return { upstream, ...rest }
  } catch {
    return undefined
  }
}

/** Every part with its length in front, so that no two calls are bound alike. */
function boundTo(key: SealKey, { grant, server, method, name, arguments: digest }: StateBinding): Buffer {
  return Buffer.from(
    [VERSION, key.id, grant, server, method, name, digest].map((part) => `${Buffer.byteLength(part)}:${part}`).join(''),
  )
}
