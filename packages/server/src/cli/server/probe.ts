/** `portcullis server probe`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { controlCodes } from '../remote/stop.ts'
import { probeText } from './words.ts'

/** Adds it. */
export function registerServerProbe(server: Command, output: CommandOutput): void {
  controlCommand(server, 'probe', 'visit a server now: whether it answers, what it speaks, its tools')
    .argument('<slug>', 'the server')
    .action((slug: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show, exit }) => {
          const { body } = await session.ask('servers.probe', { params: { ...params, server: slug } })
          show(body, () => probeText(body))
          if (body.outcome !== 'listed') exit(controlCodes.refused)
        },
        output,
      ),
    )
}
