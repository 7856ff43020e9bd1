/** `portcullis gateways`: who runs on the database, and which changes are in force at each. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from './command-output.ts'
import { type ControlOptions, controlCommand, withControl } from './remote/command.ts'
import { when } from './remote/instants.ts'
import type { Got } from './remote/session.ts'
import { table } from './remote/table.ts'

type Listed = Got<'gateways.list'>['body']

/** Adds the command to the program. */
export function registerGateways(program: Command, output: CommandOutput = processOutput): void {
  controlCommand(
    program,
    'gateways',
    'list the gateways that run on the database, and which changes are in force at each',
  ).action((options: ControlOptions) =>
    withControl(
      options,
      async ({ session, show }) => {
        const { body } = await session.ask('gateways.list', {})
        show(body, () => gatewaysText(body))
      },
      output,
    ),
  )
}

function gatewaysText({ changes, items }: Listed): string {
  const rows = items.map(({ name, self, address, started, version, confirmed, current }) => [
    self ? `${name} *` : name,
    address ?? '-',
    when(started),
    version,
    current ? 'all' : `up to ${confirmed} of ${changes}`,
  ])
  return table(['gateway (* answers)', 'address', 'since', 'version', 'changes in force'], rows)
}

/** Where a stop or a revocation has arrived, as a sentence. */
export function effectiveText({
  gateways,
  confirmed,
}: {
  readonly gateways: number
  readonly confirmed: number
}): string {
  if (gateways === confirmed) return gateways === 1 ? 'It is in force.' : `It is in force at all ${gateways} gateways.`
  return `It is in force at ${confirmed} of ${gateways} gateways; those that do not confirm it close by themselves. See portcullis gateways.`
}
