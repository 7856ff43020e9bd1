/** `portcullis bridge URL`: lets a client that can only start a command use a gateway over HTTP. */
import type { Command } from 'commander'
import { composeBridge } from '../compose/bridge.ts'
import { serveStdio } from '../gateway/transport/stdio.ts'
import { stopOnSignal } from './start.ts'
import { diagnose, fail } from './telling.ts'

interface BridgeOptions {
  readonly tokenEnv: string
}

/** Bytes of one message of the client's; the gateway behind has its own bound. */
const LARGEST_MESSAGE = 64 * 1024 * 1024

/** Registers the command. */
export function registerBridge(program: Command): void {
  program
    .command('bridge')
    .description('connect stdin and stdout to the URL of a gateway: for clients that start their servers as commands')
    .argument('<url>', 'URL of a server behind the gateway, such as http://127.0.0.1:4100/mcp/shop')
    .option('--token-env <name>', 'environment variable that holds the grant’s token', 'PORTCULLIS_TOKEN')
    .action((url: string, options: BridgeOptions) => bridge(url, options))
}

async function bridge(url: string, { tokenEnv }: BridgeOptions): Promise<void> {
  const token = process.env[tokenEnv]
  if (token === undefined || token === '') {
    return fail(`The variable ${tokenEnv} is not set. Put the grant’s token into it, or name another with --token-env.`)
  }
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    return fail(`${JSON.stringify(url)} is no http or https URL. Copy the one that the gateway prints when it starts.`)
  }
  const { env, identify, close } = composeBridge({ url: target, token, diagnose })
  // The gateway hears that the session is over, so that nothing waits there for a client that is gone.
  stopOnSignal(async () => {
    await close()
    return 0
  })
  const streams = { input: process.stdin, output: process.stdout }
  await serveStdio(env, streams, { identify, maxMessageBytes: LARGEST_MESSAGE }).ended
  await close()
  process.exit(0)
}
