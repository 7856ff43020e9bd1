/** `portcullis policy list`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { noteFile } from '../remote/in-file.ts'
import { when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'

/** Adds it. */
export function registerPolicyList(policy: Command, output: CommandOutput): void {
  controlCommand(policy, 'list', 'list policies').action((options: ControlOptions) =>
    withControl(
      options,
      async (running) => {
        const { session, params, show, note } = running
        const policies = await allOf((query) => session.ask('policies.list', { params, query }))
        show(policies, () =>
          table(
            ['name', 'version', 'made', 'description'],
            policies.map(({ name, version, created, description }) => [
              name,
              String(version),
              when(created),
              description,
            ]),
          ),
        )
        const more = await noteFile(running, (file) => file.policies.map(({ id }) => id))
        if (policies.length === 0 && !more) note('There is no policy yet. Save one with portcullis policy save.')
      },
      output,
    ),
  )
}
