/** One keep-alive connection of the load generator: HTTP/1.1 over a raw socket, one call in flight. */
import { connect } from 'node:net'
import { callBody, callHeaders, FIRST_ID, MARK } from './message.ts'

/** Where calls go. */
export interface Destination {
  readonly port: number
  readonly path: string
  /** Sent as a bearer token. */
  readonly token?: string | undefined
  /** The tool as it is named there; undefined: as its server names it. */
  readonly tool?: string | undefined
}

/** Told of each answer: whether it was what it should be, and when the call was sent, in milliseconds. */
export type OnAnswer = (fine: boolean, sent: number) => void

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** The whole request with an id of eight digits, and where they stand. */
function template({ port, path, token, tool }: Destination): { readonly bytes: Buffer; readonly idAt: number } {
  const body = callBody(FIRST_ID, tool)
  const headers = Object.entries({
    host: `127.0.0.1:${port}`,
    ...callHeaders(tool),
    'content-length': String(Buffer.byteLength(body)),
  })
  if (token !== undefined) headers.push(['authorization', `Bearer ${token}`])
  const head = `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const bytes = Buffer.from(head + body)
  return { bytes, idAt: bytes.indexOf(String(FIRST_ID), head.length) }
}

/** Where an answer ends, and where its body begins; undefined while bytes are missing. */
function answerEnd(text: string): { readonly body: number; readonly end: number } | undefined {
  const head = text.indexOf(HEAD_END)
  if (head < 0) return undefined
  const body = head + HEAD_END.length
  const length = /\r\ncontent-length: *([0-9]+)/i.exec(text.slice(0, head + 2))
  if (length !== null) {
    const end = body + Number(length[1])
    return text.length >= end ? { body, end } : undefined
  }
  return text.endsWith(LAST_CHUNK) ? { body, end: text.length } : undefined
}

/** A connection with a life: opened by `openConnection`, ended by `close`. */
export interface Connection {
  /** Sends the next call; the previous one must have been answered. */
  call(id: number): void
  close(): void
}

/** Connects; rejects when nobody listens. A connection that ends while a call is in flight answers it with `false`. */
export async function openConnection(destination: Destination, onAnswer: OnAnswer): Promise<Connection> {
  const { bytes, idAt } = template(destination)
  const socket = connect({ port: destination.port, host: '127.0.0.1', noDelay: true })
  let pending = ''
  let sent = 0
  let waiting = false
  const answer = (fine: boolean): void => {
    pending = ''
    waiting = false
    onAnswer(fine, sent)
  }
  socket.on('data', (chunk: Buffer) => {
    pending = pending === '' ? chunk.toString('latin1') : pending + chunk.toString('latin1')
    const found = answerEnd(pending)
    if (found === undefined) return
    answer(pending.startsWith('HTTP/1.1 200') && pending.indexOf(MARK, found.body) > 0 && pending.length === found.end)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    if (waiting) answer(false)
  })
  return {
    call(id) {
      bytes.write(String(FIRST_ID + id), idAt, 'latin1')
      waiting = true
      sent = performance.now()
      socket.write(bytes)
    },
    close() {
      waiting = false
      socket.destroy()
    },
  }
}
