/** `portcullis policy history`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'

/** Adds it. */
export function registerPolicyHistory(policy: Command, output: CommandOutput): void {
  controlCommand(policy, 'history', 'list the versions of a policy, the latest first')
    .argument('<name>', 'the policy')
    .action((name: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const one = { ...params, policy: name }
          const versions = await allOf((query) => session.ask('policies.versions.list', { params: one, query }))
          show(versions, () =>
            table(
              ['version', 'saved', 'by', 'digest', 'reason'],
              versions.map(({ number, created, author, digest, reason, restores }) => [
                String(number),
                when(created),
                author.name,
                digest.slice(0, 12),
                restores === null ? reason : `version ${restores} again. ${reason}`.trim(),
              ]),
            ),
          )
        },
        output,
      ),
    )
}
