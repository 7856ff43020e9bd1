/** Both lanes are given the same bytes: whatever both take they read alike, and what `node:http` refuses is refused. */
import { setImmediate as turn } from 'node:timers/promises'
import { type EchoServer, echoServer, NO_REQUEST, openWire, type Wire } from './both-lanes.contract.ts'
import { seeded, strangeRequest } from './strange-heads.contract.ts'

/** What came of a comparison. */
export interface Compared {
  /** Connections. */
  readonly cases: number
  /** Of them, those on which the fast lane read a request. */
  readonly taken: number
  readonly handedOver: number
  /** What was sent, and what came of it, where the lanes differ. */
  readonly differing: readonly object[]
}

interface Side {
  readonly echo: EchoServer
  readonly reads: Map<string, string[]>
}

/** Connections that are open at the same time. */
const AT_ONCE = 200
/** Turns of the loop in which everything that a wire starts has ended. */
const SETTLED = 12
const MOST_SHOWN = 5

function openSide(hasLane: boolean): Side {
  const reads = new Map<string, string[]>()
  const echo = echoServer(hasLane, (peer = '', read) => reads.get(peer)?.push(read))
  return { echo, reads }
}

/** Compares the lanes over so many connections, which the seed determines. */
export async function compareLanes(cases: number, seed: number): Promise<Compared> {
  const random = seeded(seed)
  const fast = openSide(true)
  const slow = openSide(false)
  const differing: object[] = []
  let taken = 0
  for (let from = 0; from < cases; from += AT_ONCE) {
    const sent = Array.from({ length: Math.min(AT_ONCE, cases - from) }, () => strangeRequest(random))
    const before = fast.echo.lane?.counts().requests ?? 0
    const [a, b] = [await talk(fast, sent), await talk(slow, sent)]
    taken += (fast.echo.lane?.counts().requests ?? 0) - before
    sent.forEach((pieces, i) => {
      const [found, expected] = [a[i], b[i]]
      if (found === undefined || expected === undefined || agree(found, expected)) return
      if (differing.length < MOST_SHOWN)
        differing.push({ sent: pieces.map((p) => p.toString('latin1')), found, expected })
    })
  }
  const { handedOver = 0 } = fast.echo.lane?.counts() ?? {}
  return { cases, taken, handedOver, differing }
}

/** What one side made of a connection. */
interface Outcome {
  readonly reads: readonly string[]
  readonly answers: string
  readonly closed: boolean
}

/**
 * The same requests were read, and the same was answered. Behind a request that was read the answers may differ in one way:
 * where no request follows it, `node:http` says so at once, and drops the answers that were not sent yet.
 */
function agree(found: Outcome, expected: Outcome): boolean {
  if (found.reads.join('\n') !== expected.reads.join('\n') || found.closed !== expected.closed) return false
  if (found.answers === expected.answers) return true
  return found.reads.length > 0 && requestsOnly(found.answers).startsWith(requestsOnly(expected.answers))
}

/** Answers to requests, without the last one to what was none. */
const requestsOnly = (answers: string): string =>
  answers.endsWith(NO_REQUEST) ? answers.slice(0, -NO_REQUEST.length) : answers

async function talk({ echo, reads }: Side, sent: readonly (readonly Buffer[])[]): Promise<readonly Outcome[]> {
  reads.clear()
  const wires = sent.map((_, i) => {
    reads.set(String(i), [])
    return openWire(echo.server, String(i))
  })
  const longest = Math.max(...sent.map((pieces) => pieces.length))
  for (let piece = 0; piece < longest; piece += 1) {
    for (const [i, wire] of wires.entries()) feed(wire, sent[i]?.[piece])
    await turn()
  }
  await settled()
  for (const wire of wires) if (!wire.destroyed) wire.push(null)
  await settled()
  const outcomes = wires.map((wire, i) => ({
    reads: reads.get(String(i)) ?? [],
    answers: wire.sent,
    closed: wire.destroyed,
  }))
  for (const wire of wires) wire.destroy()
  return outcomes
}

function feed(wire: Wire, piece: Buffer | undefined): void {
  // What reads it may keep it: each side has bytes of its own.
  if (piece !== undefined && !wire.destroyed) wire.push(Buffer.from(piece))
}

async function settled(): Promise<void> {
  for (let i = 0; i < SETTLED; i += 1) await turn()
}
