/** `portcullis server edit`. */
import { type Command, Option } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { policyNames } from './policy-names.ts'
import { serverSheet } from './show.ts'
import { authenticationOfOptions, originOfOptions, type ServerOptions, serverOptions } from './wish.ts'

interface EditOptions extends ControlOptions, ServerOptions {
  readonly label?: string
  readonly baseline?: string | false
  readonly newTools?: 'refuse' | 'follow'
  readonly authentication: boolean
}

/** Adds it. */
export function registerServerEdit(server: Command, output: CommandOutput): void {
  serverOptions(
    controlCommand(
      server,
      'edit',
      'change a server; another host or program makes it another server, without credentials',
    ),
  )
    .argument('<slug>', 'the server')
    .option('--label <text>', 'name for people')
    .option('--baseline <policy>', 'a policy that stands over every grant’s own')
    .option('--no-baseline', 'no policy stands over the grants’ own')
    .option('--no-authentication', 'calls prove nothing to it any more')
    .addOption(
      new Option('--new-tools <what>', 'what becomes of tools that nobody accepted').choices(['refuse', 'follow']),
    )
    .action((slug: string, options: EditOptions) => edit(slug, options, output))
}

function changesOf({ label, baseline, newTools, ...options }: EditOptions) {
  const from = originOfOptions(options)
  return {
    ...(label !== undefined && { label }),
    ...(from !== undefined && { from }),
    // Without the option, commander says true where only its opposite has a meaning.
    ...(baseline === false && { baseline: null }),
    ...(typeof baseline === 'string' && { baseline }),
    ...(newTools !== undefined && { newTools }),
  }
}

async function edit(slug: string, options: EditOptions, output: CommandOutput): Promise<void> {
  await withControl(
    options,
    async ({ session, params, show }) => {
      const one = { ...params, server: slug }
      const body = changesOf(options)
      const authentication = options.authentication ? authenticationOfOptions(options) : ({ kind: 'none' } as const)
      if (Object.keys(body).length === 0 && authentication === undefined)
        throw new Stop('Say what to change: see portcullis server edit --help.')
      let { body: server, etag } = await session.ask('servers.read', { params: one })
      if (Object.keys(body).length > 0)
        ({ body: server, etag } = await session.ask('servers.edit', { params: one, body, ifMatch: etag }))
      if (authentication !== undefined)
        ({ body: server } = await session.ask('servers.authentication.set', {
          params: one,
          body: { authentication },
          ifMatch: etag,
        }))
      const nameOf = await policyNames(session)
      show(server, () => serverSheet(server, nameOf))
    },
    output,
  )
}
