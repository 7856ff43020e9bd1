/** `portcullis organisation`. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'

/** Adds the commands to the program. */
export function registerOrganisation(program: Command, output: CommandOutput = processOutput): void {
  const organisation = program.command('organisation').description('organisations of an installation')
  controlCommand(organisation, 'list', 'list the organisations to which you belong; all, for operators').action(
    (options: ControlOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const all = await allOf((query) => session.ask('organisations.list', { query }))
          show(all, () =>
            table(
              ['id', 'made', 'label'],
              all.map(({ id, created, label }) => [id, when(created), label]),
            ),
          )
        },
        output,
      ),
  )
  controlCommand(organisation, 'add', 'make an organisation')
    .argument('<id>', 'what it is called in addresses; it never changes')
    .option('--label <text>', 'name for people')
    .action((id: string, { label = id, ...options }: ControlOptions & { readonly label?: string }) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { body } = await session.ask('organisations.create', { body: { id, label } })
          show(body, () => `${body.id} is made.\n`)
        },
        output,
      ),
    )
}
