/**
 * What a browser says of a passkey, held against the rules (Web Authentication Level 2, sections 7.1 and 7.2): for this
 * challenge, at this origin, by somebody who was there and was verified.
 *
 * Attestation is not asked for, so nothing but the browser vouches for a new key; it is taken as the browser gives it,
 * without its wrapping.
 */
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'

/** Where, and for what, somebody shows a passkey. */
export interface Ceremony {
  /** The control plane's origin. */
  readonly origin: string
  /** Base64url. */
  readonly challenge: string
}

/** A new passkey as the browser gives it; all base64url. */
export interface NewPasskey {
  readonly id: string
  readonly client_data: string
  readonly authenticator_data: string
  /** SubjectPublicKeyInfo, DER. */
  readonly public_key: string
}

/** A passkey that is shown; all base64url. */
export interface ShownPasskey {
  readonly id: string
  readonly client_data: string
  readonly authenticator_data: string
  readonly signature: string
}

/** What is stored of a passkey. */
export interface KnownPasskey {
  readonly public_key: string
  readonly counter: number
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40
const HEAD = 37
const AAGUID = 16
const LEAST_RSA_BITS = 2048

/** Name of the party for which passkeys are: the host. Undefined: an address of numbers, which can have none. */
export function partyOf(origin: string): string | undefined {
  const { hostname } = new URL(origin)
  return /^[\d.]+$|^\[/.test(hostname) ? undefined : hostname
}

/** How often the new key signed; undefined: it is not what was asked for. */
export function checkNew(ceremony: Ceremony, passkey: NewPasskey): number | undefined {
  if (!isClientData(passkey.client_data, 'webauthn.create', ceremony)) return undefined
  const data = readData(passkey.authenticator_data, ceremony)
  if (data === undefined || (data.flags & ATTESTED) === 0 || keyOf(passkey.public_key) === undefined) return undefined
  const length = data.bytes.length >= HEAD + AAGUID + 2 ? data.bytes.readUInt16BE(HEAD + AAGUID) : 0
  const id = data.bytes.subarray(HEAD + AAGUID + 2, HEAD + AAGUID + 2 + length)
  return length > 0 && id.toString('base64url') === passkey.id ? data.counter : undefined
}

/** How often the key signed now; undefined: it is not shown, or by a copy of it. */
export function checkShown(ceremony: Ceremony, known: KnownPasskey, passkey: ShownPasskey): number | undefined {
  if (!isClientData(passkey.client_data, 'webauthn.get', ceremony)) return undefined
  const data = readData(passkey.authenticator_data, ceremony)
  const key = keyOf(known.public_key)
  if (data === undefined || key === undefined) return undefined
  const signed = Buffer.concat([data.bytes, hash('sha256', Buffer.from(passkey.client_data, 'base64url'), 'buffer')])
  const way = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  if (!verify(way, signed, key, Buffer.from(passkey.signature, 'base64url'))) return undefined
  // A counter that does not go on was copied (section 6.1.1).
  const counts = data.counter !== 0 || known.counter !== 0
  return counts && data.counter <= known.counter ? undefined : data.counter
}

function isClientData(encoded: string, type: string, { origin, challenge }: Ceremony): boolean {
  const data = parsed(Buffer.from(encoded, 'base64url').toString('utf8'))
  if (typeof data !== 'object' || data === null) return false
  const has = (name: string, value: unknown): boolean => Object.hasOwn(data, name) && Reflect.get(data, name) === value
  const crossed = Object.hasOwn(data, 'crossOrigin') && Reflect.get(data, 'crossOrigin') !== false
  return has('type', type) && has('challenge', challenge) && has('origin', origin) && !crossed
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface AuthenticatorData {
  readonly bytes: Buffer
  readonly flags: number
  readonly counter: number
}

/** For this party, by somebody who was present and verified (section 6.1). */
function readData(encoded: string, { origin }: Ceremony): AuthenticatorData | undefined {
  const bytes = Buffer.from(encoded, 'base64url')
  const party = partyOf(origin)
  if (bytes.length < HEAD || party === undefined) return undefined
  if (!bytes.subarray(0, 32).equals(hash('sha256', party, 'buffer'))) return undefined
  const flags = bytes.readUInt8(32)
  if ((flags & PRESENT) === 0 || (flags & VERIFIED) === 0) return undefined
  return { bytes, flags, counter: bytes.readUInt32BE(33) }
}

/** A key of the three kinds that are asked for: ES256, EdDSA, RS256. */
function keyOf(encoded: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(encoded, 'base64url'), format: 'der', type: 'spki' })
    const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
    const fits =
      (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') ||
      key.asymmetricKeyType === 'ed25519' ||
      (key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS)
    return fits ? key : undefined
  } catch {
    return undefined
  }
}
