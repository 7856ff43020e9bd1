/** `portcullis policy remove`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { confirm } from '../remote/ask-person.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'

/** Adds it. */
export function registerPolicyRemove(policy: Command, output: CommandOutput): void {
  controlCommand(policy, 'remove', 'delete a policy that holds nowhere')
    .argument('<name>', 'the policy')
    .option('--yes', 'do not ask', false)
    .action((name: string, options: ControlOptions & { readonly yes: boolean }) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const one = { ...params, policy: name }
          const { etag } = await session.ask('policies.read', { params: one })
          if (
            !options.yes &&
            !(await confirm(`Delete the policy ${name}?`, 'Nothing was deleted: say --yes where nobody can be asked.'))
          )
            throw new Stop('Nothing was deleted.')
          await session.ask('policies.delete', { params: one, ifMatch: etag })
          show({ deleted: name }, () => `${name} is deleted.\n`)
        },
        output,
      ),
    )
}
