/** `portcullis policy diff`. */
import { type Command, Option } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { controlCodes } from '../remote/stop.ts'
import { documentAt } from './document.ts'
import { readVersion } from './show.ts'

interface DiffOptions extends ControlOptions {
  readonly file?: string
  readonly from?: number
  readonly to?: number
  readonly server?: string
  readonly failOn: 'none' | 'any' | 'loosened'
}

/** Adds it. */
export function registerPolicyDiff(policy: Command, output: CommandOutput): void {
  controlCommand(
    policy,
    'diff',
    'say which calls two documents answer otherwise: versions of a policy, or what is in force and a file',
  )
    .argument('<name>', 'the policy')
    .option('--file <file>', 'the document to compare with what is in force; - for standard input')
    .option('--from <number>', 'the version to begin with; the one in force unless given', readVersion)
    .option('--to <number>', 'the version to compare with; the one in force unless given', readVersion)
    .option('--server <slug>', 'a server: its tools, and the policies that stand above')
    .addOption(new Option('--fail-on <what>', 'end with 2 then').choices(['none', 'any', 'loosened']).default('none'))
    .action((name: string, options: DiffOptions) =>
      withControl(
        options,
        async ({ session, params, show, exit }) => {
          const { file, from, to, server, failOn } = options
          const before = { policy: name, version: from }
          const after = file === undefined ? { policy: name, version: to } : { policy: name, text: documentAt(file) }
          const { body } = await session.ask('judge.diff', { params, body: { before, after, server } })
          const { body: policy } = await session.ask('policies.read', { params: { ...params, policy: name } })
          show(body, () => body.text.replaceAll(policy.id, policy.name))
          if ((failOn === 'any' && !body.same) || (failOn === 'loosened' && body.loosens)) exit(controlCodes.changes)
        },
        output,
      ),
    )
}
