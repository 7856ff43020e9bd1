/** `portcullis wrap -c policy.json -- <command…>`: the same flow on stdin and stdout, for one stdio server. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type StdioClient, serveStdio } from '../gateway/transport/stdio.ts'
import { type NotRunning, problemLines } from './read-configuration.ts'
import { composeFromFile } from './running.ts'
import { stopOnSignal } from './start.ts'
import { diagnose, fail, tellChild } from './telling.ts'
import { prepareWrap } from './wrap-folder.ts'

/**
 * Milliseconds for each step of ending the server. Clients give a server two seconds from the end of its input to
 * SIGTERM, and one or two more until they kill it: wrap must be done by then, or its server would be left behind.
 */
const GRACE = 700
const GRACE_AFTER_SIGNAL = 400

interface WrapOptions {
  readonly config: string
  readonly data?: string
}

/** Registers the command. */
export function registerWrap(program: Command): void {
  program
    .command('wrap')
    .description('put a policy before one stdio server: for clients that start their servers as commands')
    .requiredOption('-c, --config <policy.json>', 'the policy')
    .option('--data <folder>', 'folder of counters and log; one for each policy and command unless given')
    .argument('<command...>', 'the server’s command and its arguments, after --')
    .action((command: string[], options: WrapOptions) => wrap(command, options))
}

async function wrap(command: readonly string[], options: WrapOptions): Promise<void> {
  const path = prepareWrap({
    policy: resolve(options.config),
    command,
    folder: options.data,
    environment: process.env,
    cwd: process.cwd(),
  })
  const exit = { code: 0 }
  let client: StdioClient | undefined
  const composed = await composeFromFile(path, {
    diagnose,
    grace: GRACE,
    onStderr: tellChild,
    onChildExit(code) {
      exit.code = code
      // The session's own server is gone: so is this one, with the same code.
      setImmediate(() => client?.sessionOver && process.stdin.destroy())
    },
  })
  if (!('env' in composed)) return fail(whyNot(composed, path))
  const { env, directory, configuration } = composed
  const [grant] = configuration.grants
  const [server] = configuration.servers
  client = serveStdio(
    env,
    { input: process.stdin, output: process.stdout },
    {
      identify: () => directory.caller(grant?.grant.tokenDigest ?? '', server?.slug ?? '', env.clock.now()),
      maxMessageBytes: configuration.settings.limits.maxBodyBytes,
    },
  )
  const stop = async (): Promise<number> => {
    await composed.close()
    return exit.code
  }
  stopOnSignal(() => {
    composed.signalChildren('SIGTERM')
    setTimeout(() => composed.signalChildren('SIGKILL'), GRACE_AFTER_SIGNAL).unref()
    return stop()
  })
  await client.ended
  process.exit(await stop())
}

/** The configuration was written here: its lines and columns say nothing to whoever typed the command. */
function whyNot(found: NotRunning, path: string): string {
  if ('problem' in found) return `${found.problem}. With wrap, --data names another folder.`
  const own = found.problems.filter(({ file }) => file === path)
  const others = found.problems.filter(({ file }) => file !== path)
  return [...own.map(({ message, remedy }) => `${message} ${remedy}`), problemLines({ problems: others })]
    .join('\n')
    .trim()
}
