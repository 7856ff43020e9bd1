/**
 * Secrets at rest: AES-256-GCM envelopes `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. An
 * envelope opens only at the place for which it was sealed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Where a sealed text belongs, such as organisation, server and field: part of what the tag covers. */
export type SealPlace = readonly string[]

/** Seals and opens secrets. */
export interface Sealer {
  /** An envelope by the key that is current; no two are equal. */
  seal(text: string, place: SealPlace): string
  /** The text; undefined for what is no envelope, is damaged, was sealed for another place, or by a key that is gone. */
  open(envelope: string, place: SealPlace): string | undefined
}

/** A key of 32 bytes, and the id that stands in its envelopes. */
export interface SealKey {
  readonly id: string
  readonly bytes: Buffer
}

/** The keys of an installation as they are now. */
export interface SealKeys {
  /** By which is sealed. */
  current(): SealKey
  /** Undefined: there is no such key (any more). */
  find(id: string): SealKey | undefined
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORM = /^v1\.([0-9A-Za-z]{1,32})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/

/** Id of the key by which an envelope was sealed; undefined for what is no envelope. */
export function sealedBy(envelope: string): string | undefined {
  return FORM.exec(envelope)?.[1]
}

/** A sealer over keys that may change while it is used. */
export function createSealer(keys: SealKeys): Sealer {
  return {
    seal: (text, place) => sealWith(keys.current(), text, place),
    open(envelope, place) {
      const [, id, nonce, sealed] = FORM.exec(envelope) ?? []
      if (id === undefined || nonce === undefined || sealed === undefined) return undefined
      const key = keys.find(id)
      return key === undefined ? undefined : openWith(key, { nonce, sealed }, place)
    },
  }
}

/** An envelope by this key. */
export function sealWith(key: SealKey, text: string, place: SealPlace): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(covered(key.id, place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return ['v1', key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

function openWith(
  key: SealKey,
  { nonce, sealed }: { readonly nonce: string; readonly sealed: string },
  place: SealPlace,
): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  const end = bytes.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES })
  decipher.setAAD(covered(key.id, place))
  decipher.setAuthTag(bytes.subarray(end))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** Unambiguous: `['a', 'bc']` and `['ab', 'c']` differ. */
const covered = (keyId: string, place: SealPlace): Buffer => Buffer.from(JSON.stringify(['v1', keyId, ...place]))
