/** One way in which a server can fail, and exactly what its client is told. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Received } from '../scripted-upstream.ts'

/** The credential that the gateway injects: with characters that writers of JSON escape. */
export const CREDENTIAL = 'sk/live+"9f8e7d6c5b4a39281706f5e4d3c2b1a0"'

export interface Fault {
  readonly what: string
  /** What the server does with the call. */
  readonly act: (answer: ServerResponse, received: Received) => void
  /** Stable code that the client gets. */
  readonly code: string
  /** How the call ended, by the log. */
  readonly outcome: string
  /** The answer is an event of a stream. */
  readonly streamed: boolean
}

/** A server that answers with something, or with nothing. */
export const fault = (what: string, act: Fault['act'], code: string, outcome: string): Fault => ({
  ...{ what, act, code, outcome },
  streamed: false,
})

export const streamed = (found: Fault): Fault => ({ ...found, streamed: true })

/** Answers with a text as JSON. */
export const says =
  (text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Fault['act'] =>
  (answer) =>
    void answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)

/** Answers with events, and ends the stream. */
export const streams =
  (...blocks: string[]): Fault['act'] =>
  (answer) =>
    void answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(blocks.join(''))

/** Writes bytes on the connection, around HTTP, and closes it. */
export const bytes =
  (text: string): Fault['act'] =>
  (answer) => {
    const socket: Socket | null = answer.socket
    socket?.end(text, 'latin1')
  }

/** An answer to the call, whose id is always 1. */
export const RESULT = '{"jsonrpc":"2.0","id":1,"result":{"content":[],"resultType":"complete"}}'

/** A result that holds a text, written as it is into the JSON. */
export const resultWith = (raw: string): string =>
  `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${raw}"}],"resultType":"complete"}}`

export const event = (data: string): string => `data: ${data}\n\n`
