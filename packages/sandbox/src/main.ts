/** The command `portcullis-sandbox`. */
import { parseArgs } from 'node:util'
import { serveSandboxOnStdio, startSandbox } from './sandbox.ts'

const USAGE = `Usage: portcullis-sandbox [--http PORT | --stdio]

A Klaviyo-shaped MCP server with 41 tools over a made-up shop, in memory.

  --http PORT   serve Streamable HTTP on 127.0.0.1:PORT (0: any free port)
  --stdio       serve stdin and stdout (the default)
  --help        print this
`

/** What the command line asks for; the text of a mistake otherwise. */
function asked(): { readonly port?: number; readonly help?: boolean } | string {
  try {
    const { values } = parseArgs({
      options: { http: { type: 'string' }, stdio: { type: 'boolean' }, help: { type: 'boolean' } },
    })
    if (values.help) return { help: true }
    if (values.http === undefined) return {}
    if (values.stdio) return 'Choose one of --http and --stdio.'
    const port = /^\d{1,5}$/.test(values.http) ? Number(values.http) : Number.NaN
    return port <= 65_535 ? { port } : `--http needs a port from 0 to 65535, not ${JSON.stringify(values.http)}.`
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

async function main(): Promise<void> {
  const wish = asked()
  if (typeof wish === 'string') {
    process.stderr.write(`${wish}\n\n${USAGE}`)
    process.exitCode = 2
  } else if (wish.help) {
    process.stdout.write(USAGE)
  } else if (wish.port === undefined) {
    serveSandboxOnStdio()
  } else {
    const sandbox = await startSandbox({ port: wish.port })
    process.stdout.write(`${sandbox.url}\n`)
    const stop = (): void => void sandbox.close()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
    // Whoever forked it is gone, however that happened.
    process.once('disconnect', stop)
    process.channel?.unref()
  }
}

await main()
