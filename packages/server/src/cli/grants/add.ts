/** `portcullis grant add`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { type GrantFacts, grantOptions, reachesOf } from './options.ts'
import { grantSheet, tokenText } from './words.ts'

interface AddOptions extends ControlOptions, GrantFacts {
  readonly label: string
}

/** Adds it. */
export function registerGrantAdd(grant: Command, output: CommandOutput): void {
  grantOptions(
    controlCommand(grant, 'add', 'make a grant in the control plane; its token is shown once').requiredOption(
      '--label <text>',
      'name for people',
    ),
  ).action(({ label, expires, ...options }: AddOptions) =>
    withControl(
      options,
      async ({ session, params, show }) => {
        const { owner, tag: tags, address } = options
        const addresses = [...address]
        const body = { label, tags, addresses, servers: reachesOf(options), ...(expires !== undefined && { expires }) }
        const made = await session.ask('grants.create', {
          params,
          body: { ...body, ...(typeof owner === 'string' && { owner }) },
        })
        show(made.body, () => tokenText(made.body.token) + grantSheet(made.body.grant))
      },
      output,
    ),
  )
}
