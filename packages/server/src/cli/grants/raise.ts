/** `portcullis grant raise`, and its end. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { readInstant, when } from '../remote/instants.ts'
import { Stop } from '../remote/stop.ts'
import { findGrant } from './find.ts'

interface RaiseOptions extends ControlOptions {
  readonly server: string
  readonly policy?: string
  readonly until?: number
  readonly reason?: string
  readonly end: boolean
}

/** Adds it. */
export function registerGrantRaise(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'raise', 'put another policy over a grant on one server for a while; it ends by itself')
    .argument('<grant>', 'id, or whole label')
    .requiredOption('--server <slug>', 'the server')
    .option('--policy <name>', 'the policy that holds meanwhile')
    .option('--until <time>', 'when it ends: a time, or a span such as 2h; at most 31 days', (text) =>
      readInstant(text),
    )
    .option('--reason <text>', 'why: it stands in the change log')
    .option('--end', 'end what is raised there now', false)
    .action((called: string, options: RaiseOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { server, policy, until, reason, end } = options
          const { grant: found, params } = await findGrant(session, called)
          if (end) {
            const raise = found.raises.find((one) => one.server === server)
            if (raise === undefined) throw new Stop(`Nothing is raised for ${called} on ${server}.`)
            await session.ask('grants.raise_end', { params: { ...params, raise: raise.id } })
            return show({ ended: raise.id }, () => `${server} is under the grant’s own policy again.\n`)
          }
          if (policy === undefined || until === undefined || reason === undefined)
            throw new Stop('Give --policy, --until and --reason.')
          const { body } = await session.ask('grants.raise', { params, body: { server, policy, until, reason } })
          show(body, () => `${body.policy} holds on ${body.server} until ${when(body.until)} (${body.id}).\n`)
        },
        output,
      ),
    )
}
