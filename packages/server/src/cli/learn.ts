/** `portcullis learn`: a policy that lets pass what was allowed, and little more. */
import { formatPolicy, learn, learnedJson, learnedText } from '@portcullis/workbench'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../ports/clock.ts'
import { type CallSourceOptions, openCalls, withCallSource } from './call-source.ts'
import { type CommandOutput, processOutput } from './command-output.ts'

/** How it is done. */
export interface LearnCommandOptions extends CallSourceOptions {
  readonly headroom: number
  readonly enough: number
  /** Days back from now. */
  readonly days?: number
  readonly format: 'text' | 'json'
}

/** What `learn` ends with. */
export const learnCodes = { fine: 0, nothing: 1, impossible: 2 } as const

const HELP = `
Examples:
  portcullis learn --server shop > policies/shop.json
  portcullis learn --server shop --grant ci --days 30 --headroom 3

The policy goes to standard output, what it rests on to standard error. Everything that was not used is denied. Read it,
hold it against the log (portcullis replay), and let it run in shadow mode before it is enforced.

Ends with 0: a policy was learned. 1: no allowed call was recorded. 2: a file cannot be read, or the command was wrong.`

/** Adds the command to the program. */
export function registerLearn(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('learn')
    .description('write a policy from the decision log: the tools that were used, limits above what was seen')
    .option('--headroom <factor>', 'by what the most that was seen is multiplied', factor, 2)
    .option('--enough <calls>', 'ask something of arguments only from so many calls of a tool on', whole, 20)
    .option('--days <days>', 'only the last days', whole)
    .addOption(
      new Option('--format <format>', 'text: the policy; json: the policy with what it rests on')
        .choices(['text', 'json'])
        .default('text'),
    )
  withCallSource(command)
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? learnCodes.fine : learnCodes.impossible)
    })
    .action(async (options: LearnCommandOptions) => {
      if (options.server === undefined) {
        output.error('No server was named: a policy is for one. Give --server.\n')
        return output.exit(learnCodes.impossible)
      }
      output.exit(await runLearn(options, output))
    })
}

function factor(text: string): number {
  const value = Number(text)
  if (/^\d{1,4}(?:\.\d{1,3})?$/.test(text) && value >= 1) return value
  throw new InvalidArgumentError('Write a number from 1 on, such as 2 or 1.5.')
}

function whole(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number from 1 on.')
}

const DAY = 86_400_000

/** Learns, and prints the policy. */
export async function runLearn(options: LearnCommandOptions, output: CommandOutput): Promise<number> {
  const { headroom, enough, days, server = '' } = options
  const since = days === undefined ? undefined : systemClock.now() - days * DAY
  const source = await openCalls({
    ...options,
    ...(since !== undefined && { since: Math.max(since, options.since ?? since) }),
  })
  if ('problem' in source) {
    output.error(`${source.problem}\n`)
    return learnCodes.impossible
  }
  if (source.warning !== undefined) output.error(`${source.warning}\n`)
  const learned = learn(source.calls, { keyring: source.keyring, headroom, enough, name: `learned-${server}` })
  if (options.format === 'json') output.out(learnedJson(learned))
  else {
    const text = JSON.stringify(learned.policy, undefined, 2)
    const formatted = formatPolicy(text)
    output.out(formatted.ok ? formatted.text : `${text}\n`)
    output.error(learnedText(learned))
  }
  return learned.calls === 0 ? learnCodes.nothing : learnCodes.fine
}
