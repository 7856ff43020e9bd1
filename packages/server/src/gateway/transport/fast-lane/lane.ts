/**
 * The fast lane: reads plain requests itself, on the port of a `node:http` server, and gives that server every connection
 * on which something else comes. Both lanes lead to the same judgement.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../ports/clock.ts'
import type { HttpSettings } from '../http-settings.ts'
import type { AnswerLines } from './answer.ts'
import { FastConnection, type Lane } from './connection.ts'
import { Departures } from './departures.ts'

/** What the lane leads to. */
export interface LaneEnds extends Pick<Lane, 'serve' | 'fail'> {
  readonly clock: Clock
  readonly settings: Pick<HttpSettings, 'maxHeadBytes' | 'headTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'tls'>
}

/** What became of connections and requests, since the start. */
export interface LaneCounts {
  /** Connections that the lane reads now. */
  readonly open: number
  readonly requests: number
  /** Connections that were given to the other lane. */
  readonly handedOver: number
}

/** A lane that is open. */
export interface FastLane {
  counts(): LaneCounts
  /** Ends connections that wait for a request; from the first call on, the others end with their answers. */
  closeIdle(): void
  /** Ends all of them. */
  destroy(): void
}

/** Milliseconds between two looks for connections that have waited too long; at most, for the date is told to the second. */
const LONGEST_TICK = 500
/** Of the shortest time that is held, so that none is much longer than was asked for. */
const TICKS = 8

/** Takes the place of the server's own reader; to be called before anybody else listens for its connections. */
export function openFastLane(server: Server, ends: LaneEnds): FastLane {
  const { settings } = ends
  const event = settings.tls === undefined ? 'connection' : 'secureConnection'
  const readers = server.listeners(event)
  const connections = new Set<FastConnection>()
  const state = { requests: 0, handedOver: 0 }
  const lane = createLane(ends, {
    serve(asked, exchange) {
      state.requests += 1
      ends.serve(asked, exchange)
    },
    forget: (connection) => void connections.delete(connection),
    handOver(connection, socket) {
      connections.delete(connection)
      state.handedOver += 1
      for (const reader of readers) Reflect.apply(reader, server, [socket])
    },
  })
  server.removeAllListeners(event)
  server.on(event, (socket: Socket) => connections.add(new FastConnection(socket, lane.shared)))
  const pass = (): void => {
    lane.pass()
    for (const connection of connections) if (connection.deadline <= lane.shared.tick) connection.expire()
  }
  server.once('listening', () => {
    const timer = setInterval(pass, lane.period).unref()
    server.once('close', () => clearInterval(timer))
  })
  const each = (which: (connection: FastConnection) => boolean): void => {
    for (const connection of connections) if (which(connection)) connection.socket.destroy()
  }
  return {
    counts: () => ({ open: connections.size, ...state }),
    closeIdle() {
      lane.close()
      each(({ idle }) => idle)
    },
    destroy: () => each(() => true),
  }
}

/** What all connections share, and the passing of its time. */
function createLane(
  { settings, clock, fail }: LaneEnds,
  ways: Pick<Lane, 'serve' | 'forget' | 'handOver'>,
): { readonly shared: Lane; readonly period: number; pass(): void; close(): void } {
  const { headTimeout, requestTimeout, keepAliveTimeout } = settings
  const shortest = Math.min(headTimeout, requestTimeout, keepAliveTimeout)
  const period = Math.max(1, Math.min(LONGEST_TICK, Math.floor(shortest / TICKS)))
  // The present tick has begun already: one more, so that no time is shorter than was asked for.
  const ticks = (millis: number): number => Math.ceil(millis / period) + 1
  const shared = {
    maxHeadBytes: settings.maxHeadBytes,
    times: { head: ticks(headTimeout), request: ticks(requestTimeout), idle: ticks(keepAliveTimeout) },
    tick: 0,
    lines: linesAt(clock, keepAliveTimeout),
    departures: new Departures(),
    closing: false,
    fail,
    ...ways,
  }
  return {
    shared,
    period,
    pass() {
      shared.tick += 1
      shared.lines = linesAt(clock, keepAliveTimeout)
    },
    close() {
      shared.closing = true
    },
  }
}

function linesAt(clock: Clock, keepAliveTimeout: number): AnswerLines {
  const date = `Date: ${new Date(clock.now()).toUTCString()}\r\n`
  return {
    date,
    stays: `${date}Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveTimeout / 1000)}\r\n`,
    ends: `${date}Connection: close\r\n`,
  }
}
