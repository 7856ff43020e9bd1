/** What no request can be read of: answered as shortly as it was judged, and the connection ends. */
import type { Duplex } from 'node:stream'

/** Why a connection of the fast lane ends before its request was read: it came too slowly, or stopped. */
export type Fault = 'late' | 'cut_off'

/** How long a client that was told may take to close, milliseconds. */
const LINGER = 1000

/** @param error as `node:http` found it */
export function answerUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET') socket.destroy()
  else if (error.code === 'HPE_HEADER_OVERFLOW') endWith(socket, '431 Request Header Fields Too Large')
  else endWith(socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? LATE : '400 Bad Request')
}

const LATE = '408 Request Timeout'

/** What the fast lane waited for in vain is answered in the same way. */
export function answerFault(socket: Duplex, fault: Fault): void {
  endWith(socket, fault === 'late' ? LATE : '400 Bad Request')
}

/** Closing at once would take the answer with it; whoever does not close is not waited for. */
function endWith(socket: Duplex, status: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const timer = setTimeout(() => socket.destroy(), LINGER)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
