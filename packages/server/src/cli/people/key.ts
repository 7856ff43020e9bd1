/** `portcullis key`: API keys, by which programs use the control plane. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { readExpiry, when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'
import { type RoleOptions, roleOptions, roleText } from './role.ts'

interface NewOptions extends ControlOptions, RoleOptions {
  readonly name: string
  readonly expires?: number | null
}

/** Adds the commands to the program. */
export function registerKey(program: Command, output: CommandOutput = processOutput): void {
  const key = program.command('key').description('keys by which programs use the API of an organisation')
  roleOptions(controlCommand(key, 'new', 'make an API key; it is shown once'))
    .requiredOption('--name <text>', 'what it is for')
    .option('--expires <time>', 'when it ends: a time, a span, or never; 90 days unless given', readExpiry)
    .action((options: NewOptions) =>
      withControl(
        options,
        async ({ session, params, show, note }) => {
          const { role, server, name, expires } = options
          const { body } = await session.ask('keys.create', { params, body: { role, server, name, expires } })
          show(body, () => `${body.key}\n`)
          if (options.json !== true)
            note(
              `The key ${name} (${body.id}) is shown this once. It is ${roleText({ role, server })} until ${when(body.expires, 'it is revoked')}.`,
            )
        },
        output,
      ),
    )
  controlCommand(key, 'list', 'list API keys').action((options: ControlOptions) =>
    withControl(
      options,
      async ({ session, params, show }) => {
        const all = await allOf((query) => session.ask('keys.list', { params, query }))
        show(all, () =>
          table(
            ['id', 'begins', 'role', 'used', 'ends', 'name'],
            all.map((one) => [
              one.id,
              one.hint,
              roleText(one),
              when(one.used, 'never'),
              when(one.expires, 'never'),
              one.name,
            ]),
          ),
        )
      },
      output,
    ),
  )
  controlCommand(key, 'revoke', 'revoke an API key at once')
    .argument('<id>', 'as portcullis key list shows it')
    .action((id: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          await session.ask('keys.revoke', { params: { ...params, key: id } })
          show({ revoked: id }, () => 'It is revoked.\n')
        },
        output,
      ),
    )
}
