/** `portcullis policy show`. */
import { type Command, InvalidArgumentError } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'

interface ShowOptions extends ControlOptions {
  readonly version?: number
}

/** Adds it. */
export function registerPolicyShow(policy: Command, output: CommandOutput): void {
  controlCommand(policy, 'show', 'print the document that is in force, or an earlier version, exactly as it was saved')
    .argument('<name>', 'the policy')
    .option('--version <number>', 'an earlier version', readVersion)
    .action((name: string, { version, ...options }: ShowOptions) =>
      withControl(
        options,
        async ({ session, params, show, note }) => {
          const one = { ...params, policy: name }
          if (version !== undefined) {
            const { body } = await session.ask('policies.versions.read', { params: { ...one, number: version } })
            return show(body, () => withEnd(body.text))
          }
          const { body } = await session.ask('policies.read', { params: one })
          show(body, () => withEnd(body.inForce.text))
          const uses = body.uses.map(({ kind, label }) => `${kind} ${label}`).join(', ')
          if (options.json !== true) note(`Version ${body.version}. It holds for: ${uses || 'nothing'}.`)
        },
        output,
      ),
    )
}

const withEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

/** An option's number of a version. */
export function readVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give the number of a version, as portcullis policy history lists them.')
}
