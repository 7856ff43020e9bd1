/** `portcullis server show`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import { sheet } from '../remote/table.ts'
import { type NameOfPolicy, policyNames } from './policy-names.ts'
import { type ShownServer, wayOf } from './words.ts'

/** Adds it. */
export function registerServerShow(server: Command, output: CommandOutput): void {
  controlCommand(server, 'show', 'show a server')
    .argument('<slug>', 'the server')
    .action((slug: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const { body } = await session.ask('servers.read', { params: { ...params, server: slug } })
          const nameOf = await policyNames(session)
          show(body, () => serverSheet(body, nameOf))
        },
        output,
      ),
    )
}

/** A server, line by line. */
export function serverSheet(server: ShownServer, nameOf: NameOfPolicy): string {
  const { health, limits, vetting } = server
  return sheet([
    ['slug', server.slug],
    ['label', server.label],
    ['where', wayOf(server)],
    ['clients use', server.url],
    ['authentication', authenticationText(server)],
    [
      'reached',
      health === null
        ? 'not yet'
        : `${when(health.reached, 'never')}${health.problem === null ? '' : `; ${health.problem}`}`,
    ],
    ['protocol', health?.protocol ?? '-'],
    ['tools', server.pinned ? 'accepted ones only' : 'all: nothing was accepted yet'],
    ['new tools', server.newTools === 'follow' ? 'are followed' : 'are refused'],
    ['baseline', nameOf(server.baseline) ?? '-'],
    ['descriptions', vetting.descriptions],
    ['connections', `at most ${limits.maxConnections}`],
    ['added', when(server.created)],
  ])
}

function authenticationText({ authentication }: ShownServer): string {
  switch (authentication.kind) {
    case 'none':
      return 'none'
    case 'headers':
      return `headers: ${authentication.names.join(', ')}`
    case 'oauth':
      return `OAuth, one identity for ${authentication.identity === 'server' ? 'everybody' : 'each owner of a grant'}`
    default:
      return authentication satisfies never
  }
}
