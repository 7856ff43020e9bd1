/** `portcullis diff`: what is different between two policies, with calls that show it. */
import { execFile } from 'node:child_process'
import { basename, dirname, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import {
  type DiffPaint,
  diffGithub,
  diffJson,
  diffMarkdown,
  diffPolicies,
  diffText,
  type FailOn,
  type FindRule,
  failsOn,
  type PolicyDiff,
} from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import colours from 'picocolors'
import { systemClock } from '../ports/clock.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { type PolicyFile, policyOf, type ReadPolicy, readPolicyFile } from './policy-file.ts'
import { readTools, type ToolSourceOptions, withToolSource } from './tool-source.ts'

/** How it is done. */
export interface DiffCommandOptions extends ToolSourceOptions {
  /** Revision of git that the older policy is taken from. */
  readonly git?: string
  /** Documents that stand over both policies. */
  readonly baseline: readonly string[]
  readonly at?: string
  readonly failOn: FailOn
  readonly format: 'text' | 'json' | 'markdown' | 'github'
}

/** What `diff` ends with. */
export const diffCodes = { fine: 0, failed: 1, impossible: 2 } as const

const HELP = `
Examples:
  portcullis diff old.json new.json --tools tools.json
  portcullis diff --git main policy.json --fail-on loosened   for CI: the policy against its version on main

Every difference of answers comes with a call that both policies were asked about. Where none was found, and none could be
excluded, it says "undecided"; --fail-on loosened counts that as loosened.

Ends with 0: nothing that --fail-on names. 1: something of it. 2: a file cannot be read, or the command was wrong.`

const gather = (each: string, before: readonly string[]): readonly string[] => [...before, each]

/** Adds the command to the program. */
export function registerDiff(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('diff')
    .description('compare two policies: which calls are answered otherwise, with a call that shows each difference')
    .argument('<files...>', 'the older policy and the newer one; with --git the newer one alone')
    .option('--git <revision>', 'compare a file with what git has of it at this revision')
    .option('--baseline <file>', 'a policy that stands over both; again for others, the most general first', gather, [])
    .option('--at <instant>', 'as of when, as RFC 3339 writes it; now unless given')
    .addOption(
      new Option('--fail-on <what>', 'end with 1 for these').choices(['none', 'loosened', 'any']).default('none'),
    )
    .addOption(
      new Option('--format <format>', 'how it is printed')
        .choices(['text', 'json', 'markdown', 'github'])
        .default('text'),
    )
  withToolSource(command)
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? diffCodes.fine : diffCodes.impossible)
    })
    .action(async (files: readonly string[], options: DiffCommandOptions) =>
      output.exit(await runDiff(files, options, output)),
    )
}

/** Compares, and prints what was found. */
export async function runDiff(
  files: readonly string[],
  options: DiffCommandOptions,
  output: CommandOutput,
): Promise<number> {
  const made = await compare(files, options)
  if (typeof made === 'string') {
    output.error(`${made}\n`)
    return diffCodes.impossible
  }
  output.out(printed(made.diff, made.find, options.format))
  return failsOn(made.diff, options.failOn) ? diffCodes.failed : diffCodes.fine
}

interface Compared {
  readonly diff: PolicyDiff
  readonly find: FindRule
}

/** @returns a problem as a text: what was tried, and what to do */
async function compare(files: readonly string[], options: DiffCommandOptions): Promise<Compared | string> {
  const at = options.at === undefined ? systemClock.now() : Date.parse(options.at)
  if (Number.isNaN(at)) return 'The instant of --at cannot be read. Write it so: 2026-03-10T14:00:00Z.'
  const [before, after] = await readBoth(files, options)
  if (before === undefined || after === undefined) return 'Name two policies, or one and --git with a revision.'
  const baselines = await Promise.all(
    options.baseline.map((path, index) => readPolicyFile(path, `baseline-${index + 1}`)),
  )
  const tools = await readTools(options)
  if (tools?.ok === false) return tools.problem
  const read = [before, after, ...baselines]
  const failed = read.find((each) => !each.ok)
  if (failed !== undefined && !failed.ok) return failed.problem
  const [older, newer, ...above] = read.flatMap((each) => (each.ok ? [each.policy] : []))
  if (older === undefined || newer === undefined) return 'Name two policies.'
  return compared(older, newer, above, { tools: tools?.list.tools ?? [], at })
}

function compared(
  older: PolicyFile,
  newer: PolicyFile,
  above: readonly PolicyFile[],
  options: Parameters<typeof diffPolicies>[2],
): Compared | string {
  const layers = above.map(({ layer }) => layer)
  const find: FindRule = (side, { document, rule }) => {
    const own = side === 'before' ? older : newer
    return [own, ...above].find(({ layer }) => layer.id === document)?.find(rule)
  }
  try {
    return { diff: diffPolicies([...layers, older.layer], [...layers, newer.layer], options), find }
  } catch (error) {
    return `The policies cannot be compared: ${error instanceof Error ? error.message : String(error)} See portcullis check.`
  }
}

/** Both are versions of one document: their counters are the same ones where nothing else tells them apart. */
const ID = 'policy'

async function readBoth(files: readonly string[], { git }: DiffCommandOptions): Promise<readonly ReadPolicy[]> {
  const [first, second, third] = files
  if (third !== undefined || first === undefined) return []
  if (git === undefined)
    return second === undefined ? [] : Promise.all([readPolicyFile(first, ID), readPolicyFile(second, ID)])
  return second === undefined ? Promise.all([readRevision(git, first), readPolicyFile(first, ID)]) : []
}

const run = promisify(execFile)
const MOST_BYTES = 8 * 1024 * 1024

/** The file as git has it: no shell, and no word that git would take for an option. */
async function readRevision(revision: string, path: string): Promise<ReadPolicy> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./~^@{}-]*$/.test(revision))
    return { ok: false, problem: `${JSON.stringify(revision)} is no revision. Name a branch, a tag or a commit.` }
  const file = resolve(path)
  try {
    const { stdout } = await run('git', ['show', `${revision}:./${basename(file)}`], {
      cwd: dirname(file),
      maxBuffer: MOST_BYTES,
    })
    return policyOf(stdout, `${revision}:${relative(process.cwd(), file)}`, ID)
  } catch (error) {
    const cause = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? ''
    return { ok: false, problem: `git has no ${path} at ${revision}: ${cause}. Correct the revision or the path.` }
  }
}

const plain: DiffPaint = { good: (text) => text, bad: (text) => text, faint: (text) => text }
const coloured: DiffPaint = { good: colours.green, bad: colours.red, faint: colours.dim }

function printed(diff: PolicyDiff, find: FindRule, format: DiffCommandOptions['format']): string {
  switch (format) {
    case 'text':
      return diffText(diff, find, process.stdout.isTTY === true ? coloured : plain)
    case 'json':
      return diffJson(diff, find)
    case 'markdown':
      return diffMarkdown(diff)
    case 'github':
      return diffGithub(diff, find)
    default:
      return format satisfies never
  }
}
