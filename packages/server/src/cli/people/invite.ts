/** `portcullis invite`. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'
import { type RoleOptions, roleOptions, roleText } from './role.ts'

/** Adds the commands to the program. */
export function registerInvite(program: Command, output: CommandOutput = processOutput): void {
  const invite = program.command('invite').description('invitations to an organisation')
  roleOptions(controlCommand(invite, 'new', 'invite somebody: the link is good once, for seven days, and shown once'))
    .argument('[email]', 'only the owner of this address can accept it')
    .action((email: string | undefined, options: ControlOptions & RoleOptions) =>
      withControl(
        options,
        async ({ session, params, show, note }) => {
          const { role, server } = options
          const { body } = await session.ask('invitations.create', { params, body: { role, server, email } })
          show(body, () => `${body.link}\n`)
          if (options.json !== true)
            note(
              `Whoever opens it becomes ${roleText({ role, server })}. It ends ${when(body.expires)}.${body.mailed ? ' It was mailed too.' : ''}`,
            )
        },
        output,
      ),
    )
  controlCommand(invite, 'list', 'list invitations that nobody accepted yet').action((options: ControlOptions) =>
    withControl(
      options,
      async ({ session, params, show }) => {
        const all = await allOf((query) => session.ask('invitations.list', { params, query }))
        show(all, () =>
          table(
            ['id', 'role', 'ends', 'email'],
            all.map((one) => [one.id, roleText(one), when(one.expires), one.email ?? '-']),
          ),
        )
      },
      output,
    ),
  )
  controlCommand(invite, 'revoke', 'take an invitation back')
    .argument('<id>', 'as portcullis invite list shows it')
    .action((id: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          await session.ask('invitations.revoke', { params: { ...params, invitation: id } })
          show({ revoked: id }, () => 'It is taken back.\n')
        },
        output,
      ),
    )
}
