/** Signatures by Ed25519 (RFC 8032): who made a checkpoint can be told by anybody who has the public key. */
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'

/** For what the key of checkpoints is derived. */
export const CHECKPOINT_KEY = 'audit-checkpoints'

/** Signs. */
export interface Signer {
  /** Tells keys apart: the first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
  readonly id: string
  /** The public key, PEM. */
  readonly publicKey: string
  /** 86 characters of base64url. */
  sign(text: string): string
}

/** Judges signatures of one key. */
export interface SignatureJudge {
  readonly id: string
  isGood(text: string, signature: string): boolean
}

/** What precedes the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** @param seed 32 bytes, such as a derived key: the same seed gives the same key */
export function createSigner(seed: Buffer): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const open = createPublicKey(key)
  return {
    id: idOf(open),
    publicKey: open.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  }
}

/** Out of a public key in PEM; undefined for what is none. */
export function signatureJudge(publicKey: string): SignatureJudge | undefined {
  try {
    const key = createPublicKey(publicKey)
    if (key.asymmetricKeyType !== 'ed25519') return undefined
    return {
      id: idOf(key),
      isGood: (text, signature) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')),
    }
  } catch {
    return undefined
  }
}

const idOf = (key: KeyObject): string => hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 16)
