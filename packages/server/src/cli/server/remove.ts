/** `portcullis server remove`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { confirm } from '../remote/ask-person.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'

/** Adds it. */
export function registerServerRemove(server: Command, output: CommandOutput): void {
  controlCommand(server, 'remove', 'delete a server, with its credentials and accepted tools')
    .argument('<slug>', 'the server')
    .option('--yes', 'do not ask', false)
    .action((slug: string, options: ControlOptions & { readonly yes: boolean }) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const one = { ...params, server: slug }
          const { body, etag } = await session.ask('servers.read', { params: one })
          const question = `Delete ${body.label} (${slug}), with its credentials and accepted tools?`
          if (!options.yes && !(await confirm(question, 'Nothing was deleted: say --yes where nobody can be asked.')))
            throw new Stop('Nothing was deleted.')
          await session.ask('servers.delete', { params: one, ifMatch: etag })
          show({ deleted: slug }, () => `${slug} is deleted.\n`)
        },
        output,
      ),
    )
}
