/** One keep-alive connection of the load generator: HTTP/1.1 over a raw socket, one call in flight. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { answerReader } from './answers.ts'
import { beginSession, endSession } from './legacy-session.ts'
import { callBody, callHeaders, FIRST_ID, legacyCallBody, MARK } from './message.ts'

/** Where calls go. */
export interface Destination {
  readonly port: number
  readonly path: string
  /** Sent as a bearer token. */
  readonly token?: string | undefined
  /** The tool as it is named there; undefined: as its server names it. */
  readonly tool?: string | undefined
  /** Stands in a right answer; undefined: that of the upstream’s. */
  readonly mark?: string | undefined
  /** PEM of the certificate; undefined: no TLS. */
  readonly certificate?: string | undefined
  /** It wants a legacy session, one for each connection. */
  readonly session?: boolean | undefined
  /** It is a program: JSON Lines over one socket, whatever the number of connections. */
  readonly lines?: boolean | undefined
}

/** Told of each answer: whether it was what it should be, and when the call was sent, in milliseconds. */
export type OnAnswer = (fine: boolean, sent: number) => void

/** The whole request with an id of eight digits, and where they stand. */
function template(
  { port, path, token, tool, session }: Destination,
  own: Readonly<Record<string, string>>,
): { readonly bytes: Buffer; readonly idAt: number } {
  const body = session === true ? legacyCallBody(FIRST_ID) : callBody(FIRST_ID, tool)
  const headers = Object.entries({
    host: `127.0.0.1:${port}`,
    ...own,
    'content-length': String(Buffer.byteLength(body)),
  })
  if (token !== undefined) headers.push(['authorization', `Bearer ${token}`])
  const head = `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const bytes = Buffer.from(head + body)
  return { bytes, idAt: bytes.indexOf(String(FIRST_ID), head.length) }
}

/** A connection with a life: opened by `openConnection`, ended by `close`. */
export interface Connection {
  /** Sends the next call; the previous one must have been answered. @param since when it was due, in milliseconds; undefined: now */
  call(id: number, since?: number): void
  close(): void
}

/** What all plain sockets read into: each chunk is looked at before the next is read. */
const shared = Buffer.alloc(64 * 1024)

function open({ port, certificate }: Destination, hear: (chunk: Buffer) => void): Socket {
  const to = { port, host: '127.0.0.1' }
  if (certificate !== undefined)
    return connectTls({ ...to, ca: certificate, servername: 'localhost' })
      .setNoDelay()
      .on('data', hear)
  const callback = (count: number): boolean => {
    hear(shared.subarray(0, count))
    return true
  }
  return connect({ ...to, noDelay: true, onread: { buffer: shared, callback } })
}

/** Connects; rejects when nobody listens. A connection that ends while a call is in flight answers it with `false`. */
export async function openConnection(destination: Destination, onAnswer: OnAnswer): Promise<Connection> {
  const { tool, mark, certificate } = destination
  const own = destination.session === true ? await beginSession(destination) : callHeaders(tool)
  const { bytes, idAt } = template(destination, own)
  const answers = answerReader(mark ?? MARK)
  let digits = ''
  let sent = 0
  let waiting = false
  const answer = (fine: boolean): void => {
    waiting = false
    onAnswer(fine, sent)
  }
  const socket = open(destination, (chunk) => {
    const verdict = answers.take(chunk, digits)
    if (verdict !== undefined) answer(verdict && waiting)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once(certificate === undefined ? 'connect' : 'secureConnect', resolve).once('error', reject)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    if (waiting) answer(false)
  })
  return {
    call(id, since) {
      digits = String(FIRST_ID + id)
      bytes.write(digits, idAt, 'latin1')
      waiting = true
      sent = since ?? performance.now()
      socket.write(bytes)
    },
    close() {
      waiting = false
      socket.destroy()
      if (destination.session === true) endSession(destination, own)
    },
  }
}
