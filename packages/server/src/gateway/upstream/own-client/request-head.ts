/** Heads of requests: what many have in common is written once, and nothing that a value says can end its line. */
import type { HttpRequest } from '../http-client.ts'

/** What only this client says, because it is what the bytes are read by (RFC 9110, section 7.6.1; RFC 9112, section 6). */
const FRAMING = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/
const TARGET = /^\/[\x21-\x7e]*$/
/** Names that are remembered as good ones. */
const REMEMBERED = 256

/** Writes heads for one server. */
export class RequestHeads {
  readonly #host: string
  /** By the fields that many requests have: their lines; undefined: they cannot be sent. */
  readonly #fixed = new WeakMap<readonly string[], string | undefined>()
  readonly #names = new Set<string>()

  /** @param host with its port where that is not the scheme's own */
  constructor(host: string) {
    this.#host = host
  }

  /** @returns a text of which every character is a byte; undefined: it cannot be sent */
  write({ method, path, fixed, fields, body }: HttpRequest): string | undefined {
    const common = this.#common(fixed)
    const own = this.#lines(fields)
    if (common === undefined || own === undefined || !TARGET.test(path)) return undefined
    const start = `${method} ${path} HTTP/1.1\r\n${common}${own}`
    return body === undefined ? `${start}\r\n` : `${start}content-length: ${body.length}\r\n\r\n`
  }

  #common(fixed: readonly string[]): string | undefined {
    const known = this.#fixed.get(fixed)
    if (known !== undefined) return known
    const lines = this.#lines(fixed)
    const host = /^host: /im.test(lines ?? '') ? '' : `host: ${this.#host}\r\n`
    const common = lines === undefined ? undefined : `${host}connection: keep-alive\r\n${lines}`
    this.#fixed.set(fixed, common)
    return common
  }

  #lines(fields: readonly string[]): string | undefined {
    let lines = ''
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i] ?? ''
      const value = fields[i + 1] ?? ''
      if (!this.#isName(name) || NO_VALUE.test(value)) return undefined
      lines += `${name}: ${value}\r\n`
    }
    return lines
  }

  #isName(name: string): boolean {
    if (this.#names.has(name)) return true
    if (!NAME.test(name) || FRAMING.has(name.toLowerCase())) return false
    if (this.#names.size < REMEMBERED) this.#names.add(name)
    return true
  }
}
