/** `portcullis replay`: what a draft would have answered to the calls of the decision log. */
import { basename } from 'node:path'
import type { Layer, Policy } from '@portcullis/engine'
import { isLoosened, type ReplayReport, replay, replayJson, replayText } from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import { type CallSourceOptions, openCalls, withCallSource } from './call-source.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { readPolicyFile } from './policy-file.ts'

/** How it is done. */
export interface ReplayOptions extends CallSourceOptions {
  /** Documents that stand over the draft. */
  readonly baseline: readonly string[]
  readonly failOn: 'none' | 'loosened' | 'changed'
  readonly format: 'text' | 'json'
}

/** What `replay` ends with. */
export const replayCodes = { fine: 0, failed: 1, impossible: 2 } as const

const HELP = `
Examples:
  portcullis replay draft.json --server shop
  portcullis replay draft.json --since 2026-03-01T00:00:00Z --fail-on loosened

The log holds no values. The draft is judged by what was recorded: what the rules in force then found, digests, types,
sizes and the range of numbers. Where that does not decide, it says "cannot tell", and what is not known.

Ends with 0: nothing that --fail-on names. 1: something of it. 2: a file cannot be read, or the command was wrong.`

/** Adds the command to the program. */
export function registerReplay(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('replay')
    .description('put recorded calls to a draft of a policy: which would be answered otherwise')
    .argument('<draft>', 'the policy')
    .option('--baseline <files...>', 'policies that stand over it, the most general first', [])
    .addOption(
      new Option('--fail-on <what>', 'end with 1 for these').choices(['none', 'loosened', 'changed']).default('none'),
    )
    .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'json']).default('text'))
  withCallSource(command)
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? replayCodes.fine : replayCodes.impossible)
    })
    .action(async (draft: string, options: ReplayOptions) => output.exit(await runReplay(draft, options, output)))
}

/** Replays, and prints what came of it. */
export async function runReplay(draft: string, options: ReplayOptions, output: CommandOutput): Promise<number> {
  const layers = await layersOf([...options.baseline, draft])
  const source = typeof layers === 'string' ? { problem: layers } : await openCalls(options)
  if (typeof layers === 'string' || 'problem' in source) {
    output.error(`${'problem' in source ? source.problem : ''}\n`)
    return replayCodes.impossible
  }
  if (source.warning !== undefined) output.error(`${source.warning}\n`)
  const report = attempt(layers, source)
  if (typeof report === 'string') {
    output.error(`${report}\n`)
    return replayCodes.impossible
  }
  output.out(options.format === 'json' ? replayJson(report) : replayText(report))
  return fails(report, options.failOn) ? replayCodes.failed : replayCodes.fine
}

/** The draft, last, as if it were enforced. */
async function layersOf(files: readonly string[]): Promise<readonly Layer[] | string> {
  const layers: Layer[] = []
  for (const [index, file] of files.entries()) {
    const read = await readPolicyFile(file, index === files.length - 1 ? 'draft' : basename(file))
    if (!read.ok) return read.problem
    layers.push(read.policy.layer)
  }
  return layers.map((layer, index) =>
    index === layers.length - 1 ? { ...layer, policy: enforced(layer.policy) } : layer,
  )
}

function enforced({ mode: _mode, until: _until, ...policy }: Policy): Policy {
  return policy
}

function attempt(
  layers: readonly Layer[],
  source: Exclude<Awaited<ReturnType<typeof openCalls>>, { problem: string }>,
): ReplayReport | string {
  try {
    return replay(layers, source.calls, source.keyring)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    return `The policies do not go together: ${cause} See portcullis check.`
  }
}

/** What cannot be told may be loosened, and may be changed. */
function fails({ changes, doubts }: ReplayReport, failOn: ReplayOptions['failOn']): boolean {
  if (failOn === 'none') return false
  if (failOn === 'changed') return changes.length > 0 || doubts.length > 0
  return changes.some(isLoosened) || doubts.some(({ from, may }) => may.some((to) => isLoosened({ from, to })))
}
