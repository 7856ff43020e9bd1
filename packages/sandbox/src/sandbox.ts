/** Starts the sandbox, over HTTP or over stdio. */
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { openShop } from './seed/open-shop.ts'
import { type Served, serveHttp } from './serve/serve-http.ts'
import { sandboxServers } from './server.ts'

/** Where the sandbox listens. */
export interface SandboxOptions {
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number | undefined
  /** Address to bind; 127.0.0.1 by default. */
  readonly host?: string | undefined
  /** Whether legacy clients get sessions (the default) or every request stands alone. */
  readonly legacy?: 'sessions' | 'stateless' | undefined
  /** Tells the time of what happens in the shop. */
  readonly clock?: (() => Date) | undefined
}

/** A sandbox that listens. */
export interface Sandbox extends Served {
  /** Opens a new shop, as on the first day, for everybody who is connected. */
  reset(): void
}

/** Starts a sandbox over Streamable HTTP, for both eras. All sessions and requests share one shop. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  let shop = openShop(options.clock)
  const served = await serveHttp({ ...options, factory: sandboxServers(() => shop), json: true })
  return {
    ...served,
    reset() {
      shop = openShop(options.clock)
    },
  }
}

/** Serves a sandbox of its own on this process's stdin and stdout, for both eras, until stdin ends. */
export function serveSandboxOnStdio(): void {
  const shop = openShop()
  serveStdio(sandboxServers(() => shop))
}
