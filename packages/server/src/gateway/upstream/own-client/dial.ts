/** Opens sockets: to the address that was judged, by TLS where the URL says so. */
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where a connection goes: as the URL names it, an address without brackets. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Asked before each connection: how its name is resolved, or why it is not made. */
export type Dial = (place: Place) => LookupFunction | Error

/** What happens on a socket. `onOver` comes last, once. */
export interface SocketEvents {
  /** Bytes can be sent. */
  onReady(): void
  /** @param bytes gone when this returns. @returns `false` asks for no more until `resume` */
  onBytes(bytes: Buffer): boolean
  /** The other side sends no more. */
  onEnd(): void
  /** @param error undefined: nothing went wrong */
  onOver(error: Error | undefined): void
}

/** Bytes that one reading of a socket brings at most. */
const PIECE = 64 * 1024
/** One for all sockets: each reading is over before the next one begins. */
const shared = Buffer.allocUnsafeSlow(PIECE)

/** Milliseconds of silence after which the system asks whether the other side is still there. */
const PROBE = 60_000

/** Makes connections to one server. */
export class Dialler {
  readonly #place: Place
  readonly #isSecure: boolean
  readonly #dial: Dial | undefined
  /** Of the last connection by TLS: spares the next one most of the handshake. */
  #session: Buffer | undefined

  /** @param dial undefined: any address is dialled */
  constructor(url: URL, dial: Dial | undefined) {
    this.#isSecure = url.protocol === 'https:'
    const standard = this.#isSecure ? 443 : 80
    const host = url.hostname.replaceAll(/^\[|\]$/g, '')
    this.#place = { host, port: url.port === '' ? standard : Number(url.port) }
    this.#dial = dial
  }

  /** @returns an error where the connection may not be made */
  open(events: SocketEvents): Socket | Error {
    const lookup = this.#dial?.(this.#place)
    if (lookup instanceof Error) return lookup
    const socket = this.#isSecure ? this.#secure(events, lookup) : connectPlain(this.#options(events, lookup))
    let error: Error | undefined
    socket.once(this.#isSecure ? 'secureConnect' : 'connect', () => events.onReady())
    socket.once('end', () => events.onEnd())
    socket.on('error', (cause) => {
      error = cause
    })
    socket.once('close', () => events.onOver(error))
    return socket
  }

  #secure(events: SocketEvents, lookup: LookupFunction | undefined): Socket {
    const socket = connectTls({
      ...this.#options(events, lookup),
      ALPNProtocols: ['http/1.1'],
      ...(isIP(this.#place.host) === 0 && { servername: this.#place.host }),
      ...(this.#session && { session: this.#session }),
    })
    socket.on('session', (session) => {
      this.#session = session
    })
    return socket
  }

  #options(events: SocketEvents, lookup: LookupFunction | undefined) {
    return {
      ...this.#place,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: PROBE,
      autoSelectFamily: true,
      onread: { buffer: shared, callback: (size: number) => events.onBytes(shared.subarray(0, size)) },
      ...(lookup && { lookup }),
    }
  }
}
