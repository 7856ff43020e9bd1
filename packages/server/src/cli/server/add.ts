/** `portcullis server add`. */
import { type Command, Option } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { authenticationOfOptions, originOfOptions, type ServerOptions, serverOptions } from './wish.ts'
import { probeText } from './words.ts'

interface AddOptions extends ControlOptions, ServerOptions {
  readonly label?: string
  readonly baseline?: string
  readonly newTools?: 'refuse' | 'follow'
  readonly probe: boolean
}

/** Adds it. */
export function registerServerAdd(server: Command, output: CommandOutput): void {
  serverOptions(controlCommand(server, 'add', 'add a server; it is visited first'))
    .argument('<slug>', 'what it is called in addresses: /mcp/<slug>')
    .option('--label <text>', 'name for people')
    .option('--baseline <policy>', 'a policy that stands over every grant’s own')
    .addOption(
      new Option('--new-tools <what>', 'what becomes of tools that nobody accepted').choices(['refuse', 'follow']),
    )
    .option('--no-probe', 'do not visit it')
    .action((slug: string, options: AddOptions) => add(slug, options, output))
}

async function add(slug: string, options: AddOptions, output: CommandOutput): Promise<void> {
  await withControl(
    options,
    async ({ session, params, show }) => {
      const from = originOfOptions(options)
      if (from === undefined)
        throw new Stop('Say where the server is: --url, --template, --catalogue or --server-json.')
      const authentication = authenticationOfOptions(options)
      const { label, baseline, newTools, probe } = options
      const { body } = await session.ask('servers.create', {
        params,
        body: { slug, from, probe, label, baseline, newTools, ...(authentication && { authentication }) },
      })
      show(
        body,
        () =>
          `${body.server.slug} is added: clients reach it at ${body.server.url}\n${body.probe === undefined ? '' : probeText(body.probe)}`,
      )
    },
    output,
  )
}
