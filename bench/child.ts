/** What our own child processes and their parent say to one another. */
import type { Server } from 'node:net'

/** A server listens. */
export interface Listening {
  readonly port: number
}

/** Tells the parent the port of a server that listens on it. */
export function tellPort(server: Server): void {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port } satisfies Listening)
}

/** Port of the upstream, as the parent put it into the environment. */
export function upstreamPort(): number {
  return Number(process.env['BENCH_UPSTREAM_PORT'])
}

/** Ends this process when its parent has gone. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit())
}
