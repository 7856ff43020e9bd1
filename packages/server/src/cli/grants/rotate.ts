/** `portcullis grant rotate`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { readSeconds } from '../remote/instants.ts'
import { findGrant } from './find.ts'
import { grantSheet, tokenText } from './words.ts'

interface RotateOptions extends ControlOptions {
  readonly overlap: number
}

/** Adds it. */
export function registerGrantRotate(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'rotate', 'give a grant another token, shown once; its counters go on')
    .argument('<grant>', 'id, or whole label')
    .option('--overlap <span>', 'how long the tokens before it stay good, such as 1h', readSeconds, 0)
    .action((called: string, { overlap, ...options }: RotateOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { params } = await findGrant(session, called)
          const { body } = await session.ask('grants.rotate', { params, body: { overlap } })
          show(body, () => tokenText(body.token) + grantSheet(body.grant))
        },
        output,
      ),
    )
}
