/** A gateway whose calls are taken by several processes, and connections that come to whichever takes them. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { type GatewayProcess, type GatewayWish, startGateway } from './gateway-process.ts'
import type { Answer, Posting } from './messages.ts'

/** Starts one. */
export const startWithWorkers = (workers: number, wish: GatewayWish): Promise<GatewayProcess> =>
  startGateway({ ...wish, settings: { workers, ...wish.settings } })

/** Process ids of those that take calls. */
export function workersOf({ child }: Pick<GatewayProcess, 'child'>): readonly number[] {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1')
  return children.split(' ').filter(Boolean).map(Number)
}

/** What came of a message: 0 where the connection ended without an answer. */
export interface Came extends Answer {
  readonly status: number
  readonly session: string | undefined
}

/** Sends messages over connections of its own. */
export interface Sender {
  send(posting: Posting, more?: Readonly<Record<string, string>>): Promise<Came>
  close(): void
}

/** @param connections kept open at once; 0: a fresh one for each message */
export function sender(gateway: Pick<GatewayProcess, 'headers' | 'urlFor'>, slug: string, connections: number): Sender {
  const agent = connections === 0 ? undefined : new Agent({ keepAlive: true, maxSockets: connections })
  const url = gateway.urlFor(slug)
  return {
    send: ({ headers, body }, more = {}) =>
      new Promise((resolve) => {
        const all = { ...headers, ...gateway.headers, ...more }
        const lost = (): void => resolve({ status: 0, session: undefined })
        const sent = request(url, { method: 'POST', headers: all, agent: agent ?? false }, (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (piece: string) => {
            text += piece
          })
          answer.on('error', lost)
          answer.on('end', () => {
            const session = answer.headers['mcp-session-id']
            const message = text.startsWith('{') ? JSON.parse(text) : {}
            resolve({
              ...message,
              status: answer.statusCode ?? 0,
              session: Array.isArray(session) ? undefined : session,
            })
          })
        })
        sent.on('error', lost)
        sent.end(body)
      }),
    close: () => agent?.destroy(),
  }
}
