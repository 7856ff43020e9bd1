/** An authenticator in software, for tests: what a browser would give, and every way of giving something else. */
import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { Ceremony, NewPasskey, ShownPasskey } from './ceremony.ts'

/** What is different from what is right. */
export interface Deviation {
  readonly type?: string
  readonly origin?: string
  readonly challenge?: string
  readonly crossOrigin?: boolean
  readonly party?: string
  /** 1 present, 4 verified, 64 with a key. */
  readonly flags?: number
  readonly counter?: number
}

const encoded = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url')

/** One passkey. */
export class Authenticator {
  readonly id: Buffer = randomBytes(32)
  counter = 0
  readonly #key: KeyObject
  readonly publicKey: string

  constructor(kind: 'ec' | 'ed25519' | 'rsa' = 'ec') {
    const { privateKey, publicKey } =
      kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : kind === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('ed25519')
    this.#key = privateKey
    this.publicKey = encoded(publicKey.export({ format: 'der', type: 'spki' }))
  }

  create(ceremony: Ceremony, deviation: Deviation = {}): NewPasskey {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const data = Buffer.concat([this.#head(ceremony, { flags: 0x45, ...deviation }), Buffer.alloc(16), length, this.id])
    return {
      id: encoded(this.id),
      client_data: this.#clientData(ceremony, { type: 'webauthn.create', ...deviation }),
      authenticator_data: encoded(data),
      public_key: this.publicKey,
    }
  }

  show(ceremony: Ceremony, deviation: Deviation = {}): ShownPasskey {
    const data = this.#head(ceremony, { flags: 0x05, ...deviation })
    const client = this.#clientData(ceremony, { type: 'webauthn.get', ...deviation })
    const signed = Buffer.concat([data, hash('sha256', Buffer.from(client, 'base64url'), 'buffer')])
    const way = this.#key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
    return {
      id: encoded(this.id),
      client_data: client,
      authenticator_data: encoded(data),
      signature: encoded(sign(way, signed, this.#key)),
    }
  }

  #head(
    { origin }: Ceremony,
    { party = new URL(origin).hostname, flags = 5, counter = this.counter }: Deviation,
  ): Buffer {
    const rest = Buffer.alloc(5)
    rest.writeUInt8(flags)
    rest.writeUInt32BE(counter, 1)
    return Buffer.concat([hash('sha256', party, 'buffer'), rest])
  }

  #clientData(ceremony: Ceremony, { type, origin, challenge, crossOrigin = false }: Deviation): string {
    const data = { type, challenge: challenge ?? ceremony.challenge, origin: origin ?? ceremony.origin, crossOrigin }
    return encoded(JSON.stringify(data))
  }
}
