/**
 * Names that servers gave, as clients get them where one endpoint serves several servers: cursors and tasks' ids. They
 * are sealed for one grant and one purpose: nobody can read, change, or use those of others. The same name is sealed the
 * same way each time, so that clients can compare what they get.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { isObject } from '../wire/shape.ts'

const VERSION = 'pcn1.'
const IV_BYTES = 12
const TAG_BYTES = 16
const LONGEST = 256 * 1024
const FORM = /^pcn1\.[A-Za-z0-9_-]+$/

/** What a name is for; nothing that was sealed for one purpose opens for another. */
export interface Purpose {
  readonly grant: string
  /** `task`, or the method whose cursor it is. */
  readonly use: string
}

/** Seals and opens names. */
export interface NameSealer {
  seal(purpose: Purpose, content: object): string
  /** undefined: it was not sealed here for this purpose. */
  open(purpose: Purpose, sealed: string): Readonly<Record<string, unknown>> | undefined
}

/** @param secret 32 random bytes, shared by all gateways of an installation */
export function createNameSealer(secret: Buffer): NameSealer {
  const key = createHmac('sha256', secret).update('names').digest()
  const ivKey = createHmac('sha256', secret).update('nonces').digest()
  return {
    seal(purpose, content) {
      const bound = boundTo(purpose)
      const text = JSON.stringify(content)
      // Made of what is sealed: the same content has the same nonce, and no other content has it.
      const iv = createHmac('sha256', ivKey).update(bound).update(text).digest().subarray(0, IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      cipher.setAAD(bound)
      const sealed = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()])
      return VERSION + sealed.toString('base64url')
    },
    open(purpose, sealed) {
      if (sealed.length > LONGEST || !FORM.test(sealed)) return undefined
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url')
      if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined
      const options = { authTagLength: TAG_BYTES }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), options)
      decipher.setAAD(boundTo(purpose))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
        const content: unknown = JSON.parse(text.toString())
        return isObject(content) ? content : undefined
      } catch {
        return undefined
      }
    },
  }
}

/** Every part with its length in front, so that no two purposes are bound alike. */
const boundTo = ({ grant, use }: Purpose): Buffer =>
  Buffer.from([VERSION, grant, use].map((part) => `${Buffer.byteLength(part)}:${part}`).join(''))
