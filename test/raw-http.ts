/** HTTP down to the bytes: what no well-behaved client would send can be sent with it. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer as it came. */
export interface RawAnswer {
  /** 0 where the connection was closed without one. */
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request, put together line by line. */
export interface RawRequest {
  /** Standard: `POST`. */
  readonly method?: string
  readonly target: string
  /** Lines as they are sent; a value of undefined sends nothing. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[]
  readonly body?: string | Buffer
  /** What is sent of the length; standard: the right one. `chunked` sends it in chunks, `none` without either. */
  readonly length?: string | undefined
}

/** The bytes of a request. */
export function requestBytes({ method = 'POST', target, headers, body = '', length }: RawRequest): Buffer {
  const payload = Buffer.from(body)
  const framing = length ?? String(payload.length)
  const lines = [`${method} ${target} HTTP/1.1`]
  for (const [name, value] of headers) if (value !== undefined) lines.push(`${name}: ${value}`)
  if (framing === 'chunked') lines.push('transfer-encoding: chunked')
  else if (framing !== 'none') lines.push(`content-length: ${framing}`)
  const sent = framing === 'chunked' ? chunked(payload) : payload
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), sent])
}

function chunked(payload: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < payload.length; at += 65_536) {
    const piece = payload.subarray(at, at + 65_536)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

/** Sends bytes on a connection of their own; resolves with the first whole answer, or with what came until the end. */
export async function sendRaw(origin: string, bytes: Buffer | string, patience = 5000): Promise<RawAnswer> {
  const socket = await dial(origin)
  const pieces: Buffer[] = []
  const timer = setTimeout(() => socket.destroy(), patience)
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece)
      if (whole(Buffer.concat(pieces))) resolve()
    })
  })
  socket.write(bytes)
  await ended
  clearTimeout(timer)
  socket.destroy()
  return readAnswer(Buffer.concat(pieces))
}

/** A connection to the gateway; errors show as its end. */
export async function dial(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const headEnd = (bytes: Buffer): number => bytes.indexOf('\r\n\r\n')

function whole(bytes: Buffer): boolean {
  const end = headEnd(bytes)
  if (end < 0) return false
  const head = bytes.toString('latin1', 0, end).toLowerCase()
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1]
  if (length !== undefined) return bytes.length >= end + 4 + Number(length)
  return head.includes('transfer-encoding: chunked') && bytes.subarray(-5).equals(Buffer.from('0\r\n\r\n'))
}

/** Takes an answer apart; chunks are put together. */
export function readAnswer(bytes: Buffer): RawAnswer {
  const end = headEnd(bytes)
  if (end < 0) return { status: 0, headers: {}, body: bytes.toString() }
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const rest = bytes.subarray(end + 4)
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest
  return { status: Number(first.split(' ')[1]), headers, body: body.toString() }
}

function unchunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (lineEnd < 0 || !(size > 0)) break
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 4 + size
  }
  return Buffer.concat(pieces)
}
