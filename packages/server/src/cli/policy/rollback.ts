/** `portcullis policy rollback`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { readVersion } from './show.ts'

interface RollbackOptions extends ControlOptions {
  readonly to?: number
  readonly reason?: string
}

/** Adds it. */
export function registerPolicyRollback(policy: Command, output: CommandOutput): void {
  controlCommand(policy, 'rollback', 'bring an earlier version of a policy back, as a new one')
    .argument('<name>', 'the policy')
    .option('--to <number>', 'the version; the one before the present one unless given', readVersion)
    .option('--reason <text>', 'why, for those who read the history')
    .action((name: string, { to, reason = '', ...options }: RollbackOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const one = { ...params, policy: name }
          const { body: before, etag } = await session.ask('policies.read', { params: one })
          if (to === undefined && before.version === 1) throw new Stop(`${name} has no earlier version.`)
          const version = to ?? before.version - 1
          const { body } = await session.ask('policies.rollback', {
            params: one,
            body: { version, reason },
            ifMatch: etag,
          })
          show(body, () => `${name}: version ${body.version} is in force, which is version ${version} again.\n`)
        },
        output,
      ),
    )
}
