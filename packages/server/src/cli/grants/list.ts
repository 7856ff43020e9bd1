/** `portcullis grant list`. */
import { type Command, Option } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { noteFile } from '../remote/in-file.ts'
import { readPast, when } from '../remote/instants.ts'
import { allOf } from '../remote/session.ts'
import { table } from '../remote/table.ts'
import { ownerText, reachText } from './words.ts'

interface ListOptions extends ControlOptions {
  readonly state?: 'active' | 'suspended' | 'revoked' | 'expired'
  readonly server?: string
  readonly policy?: string
  readonly tag?: string
  readonly unusedSince?: number
}

/** Adds it. */
export function registerGrantList(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'list', 'list grants, the newest first')
    .addOption(
      new Option('--state <state>', 'only those; without it all but revoked ones').choices([
        'active',
        'suspended',
        'revoked',
        'expired',
      ]),
    )
    .option('--server <slug>', 'only those that reach it')
    .option('--policy <name>', 'only those for which it holds somewhere')
    .option('--tag <name=value>', 'only those with this tag, or with any of that name')
    .option('--unused-since <time>', 'only those that nobody used since, such as 30d', (text) => readPast(text))
    .action(({ state, server, policy, tag, unusedSince, ...options }: ListOptions) =>
      withControl(
        options,
        async (running) => {
          const { session, params, show, note } = running
          const filter = { state, server, policy, tag, unused_since: unusedSince }
          const grants = await allOf((query) => session.ask('grants.list', { params, query: { ...query, ...filter } }))
          show(grants, () =>
            table(
              ['label', 'state', 'owner', 'last used', 'expires', 'reaches', 'id'],
              grants.map((one) => [
                one.label,
                one.state,
                ownerText(one),
                when(one.used, 'never'),
                when(one.expires, 'never'),
                reachText(one),
                one.id,
              ]),
            ),
          )
          const more = await noteFile(running, (file) => file.grants.map(({ id, label }) => `${label} (${id})`))
          if (grants.length === 0 && !more) note('There is no such grant. Make one with portcullis grant add.')
        },
        output,
      ),
    )
}
