/**
 * A second way into a listener: a port of the loopback interface, of this process alone, for requests that another process
 * of the machine sends on because what they are about lives here. Whoever brings no proof of that is not answered.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { PROOF_FIELD } from '../session/forward-proof.ts'

/** Opened when there are other processes. */
export class InsideListener {
  readonly #options: ServerOptions
  readonly #serve: RequestListener
  #server: Server | undefined

  /** @param serve judges the proof, and everything else */
  constructor(options: ServerOptions, serve: RequestListener) {
    this.#options = options
    this.#serve = serve
  }

  /** Resolves to its port. Rejects where there is none to be had. */
  async open(): Promise<number> {
    const server = createServer(this.#options, (request, response) => this.#take(request, response))
    this.#server = server
    server.on('checkContinue', (_request, response) => response.destroy())
    server.on('upgrade', (_request, socket) => socket.destroy())
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      // Processes of a cluster would share it otherwise.
      server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve)
    })
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Takes nothing new; what is being answered has so many milliseconds. */
  async close(grace: number): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const timer = setTimeout(() => server.closeAllConnections(), grace)
    await closed
    clearInterval(idle)
    clearTimeout(timer)
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers[PROOF_FIELD] === undefined) return void response.destroy()
    this.#serve(request, response)
  }
}
