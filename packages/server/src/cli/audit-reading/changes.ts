/** `portcullis audit changes`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { readPast } from '../remote/instants.ts'
import { table } from '../remote/table.ts'

interface ChangesOptions extends ControlOptions {
  readonly since?: number
}

const MOST = 200

/** Adds it. */
export function registerAuditChanges(audit: Command, output: CommandOutput): void {
  controlCommand(audit, 'changes', 'list the latest changes: who changed what')
    .option('--since <time>', 'from then on: a time, or a span such as 7d', (text) => readPast(text))
    .action(({ since, ...options }: ChangesOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const { body } = await session.ask('audit.changes.list', { params, query: { since, limit: MOST } })
          show(body.items, () =>
            table(
              ['number', 'time', 'by', 'action', 'what'],
              body.items.map(({ seq, at, actor, action, object }) => [
                String(seq),
                new Date(at).toISOString(),
                actor.name,
                action,
                `${object.kind} ${object.id}`,
              ]),
            ),
          )
        },
        output,
      ),
    )
}
