/** `portcullis grant show`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import type { Got } from '../remote/session.ts'
import { table } from '../remote/table.ts'
import { findGrant } from './find.ts'
import { grantSheet } from './words.ts'

/** Adds it. */
export function registerGrantShow(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'show', 'show a grant, and what it can do')
    .argument('<grant>', 'id, or whole label')
    .action((called: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { grant: found, params } = await findGrant(session, called)
          const { body } = await session.ask('grants.tools', { params })
          show({ ...found, reach: body.servers }, () => grantSheet(found) + toolsText(body.servers))
        },
        output,
      ),
    )
}

function toolsText(servers: Got<'grants.tools'>['body']['servers']): string {
  const rows = servers.flatMap(({ slug, stopped, tools }) =>
    tools.map(({ name, category, risk, effect, stopped: alone }) => {
      const isStopped = effect === 'denied' && (alone ?? stopped) !== null
      return [slug, name, isStopped ? 'stopped by hand' : effect, category, risk]
    }),
  )
  return rows.length === 0 ? '' : `\n${table(['server', 'tool', 'calls are', 'category', 'risk'], rows)}`
}
