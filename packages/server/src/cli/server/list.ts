/** `portcullis server list`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { noteFile } from '../remote/in-file.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'
import { policyNames } from './policy-names.ts'
import { healthOf, wayOf } from './words.ts'

/** Adds it. */
export function registerServerList(server: Command, output: CommandOutput): void {
  controlCommand(server, 'list', 'list servers, and how they were reached last').action((options: ControlOptions) =>
    withControl(
      options,
      async (running) => {
        const { session, params, show, note } = running
        const servers = await allOf((query) => session.ask('servers.list', { params, query }))
        const nameOf = await policyNames(session)
        show(servers, () =>
          table(
            ['slug', 'reached', 'authentication', 'tools', 'baseline', 'where'],
            servers.map((one) => [
              one.slug,
              healthOf(one),
              one.authentication.kind,
              one.pinned ? 'accepted ones' : 'all',
              nameOf(one.baseline) ?? '-',
              wayOf(one),
            ]),
          ),
        )
        const more = await noteFile(running, (file) => file.servers.map(({ slug, where }) => `${slug} (${where})`))
        if (servers.length === 0 && !more) note('There is no server yet. Add one with portcullis server add.')
      },
      output,
    ),
  )
}
