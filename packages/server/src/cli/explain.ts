/** `portcullis explain`: why a call is answered as it is, why a tool is not listed, what was decided. */
import { explainVisibility, goesByLabel, type Tool } from '@portcullis/engine'
import { type ExplainPaint, explainCall, explanationText, type KnownTool, visibilityText } from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import colours from 'picocolors'
import { fileFault } from '../config/file-fault.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { loggedAnswers } from './explain-answers.ts'
import { type CallOptions, readCall } from './explain-call.ts'
import { findLogged, loggedJson, loggedText } from './explain-logged.ts'
import { type Explained, readExplained, type SourceOptions } from './explain-source.ts'
import { logFile } from './log-file.ts'
import { shownPath } from './shown-path.ts'
import { readTools, type ToolSourceOptions, withToolSource } from './tool-source.ts'

/** How it is asked. */
export interface ExplainCommandOptions
  extends Omit<ToolSourceOptions, 'command'>,
    Omit<SourceOptions, 'grant' | 'server'>,
    CallOptions {
  /** A tool: why is it in the list, or not? */
  readonly visible?: string
  /** Id of a decision in the log. */
  readonly decision?: string
  readonly log?: string
  readonly format: 'text' | 'json'
}

/** What `explain` ends with. */
export const explainCodes = { fine: 0, impossible: 2 } as const

const HELP = `
Examples:
  portcullis explain --policy policy.json --tool create_refund --args '{"amount": 700}'
  portcullis explain -c portcullis.yaml --grant support --server shop --tool create_refund --args @call.json
  portcullis explain --policy policy.json --visible delete_customer
  portcullis explain --decision 0tmlrZxx7oAm-0 -c data/portcullis.yaml

A decision of the log is told with what the rules asked of the call and found, by the key in the data folder of the
configuration, as far as the grant's policy, or those of --policy, still ask it.

Several policies hold together, the most general first. Values of the call are shown: whoever asks gave them.
Counters are not asked: of a limit it says what the call would take.

Ends with 0: it was explained, whatever the answer. 2: a file cannot be read, or the command was wrong.`

const gather = (each: string, before: readonly string[]): readonly string[] => [...before, each]

/** Adds the command to the program. */
export function registerExplain(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('explain')
    .description('explain one call: every rule that is considered, in order, and which of them decides')
    .option('--policy <file>', 'a policy; again for others that hold with it, the most general first', gather, [])
    .option('-c, --config <file>', 'a configuration, with --grant and --server')
    .option('--tool <name>', 'the tool that is called')
    .option('--args <json>', 'its arguments, or @ and a file with them')
    .option('--visible <tool>', 'explain why this tool is in the list of tools, or is not')
    .option('--decision <id>', 'tell what the decision log holds of this decision')
    .option('--log <file>', 'the decision log; that of the configuration unless given')
    .option('--grant <label>', 'who calls')
    .option('--owner <id>', 'whose grant it is')
    .option('--tag <key=value>', 'a tag of the grant; again for others', gather, [])
    .option('--server <slug>', 'the server that the tool is on')
    .option(
      '--label <category/risk>',
      'what the tool can do, such as write/medium; as its definition suggests unless given',
    )
    .option('--client <name/version>', 'what the client says it is')
    .option('--ip <address>', 'where the call comes from')
    .option('--at <instant>', 'when it is made, as RFC 3339 writes it; now unless given')
    .option('--seen <kind>', 'what was read before: private, untrusted or secrets; again for others', gather, [])
    .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'json']).default('text'))
  withToolSource(command)
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? explainCodes.fine : explainCodes.impossible)
    })
    .action(async (options: ExplainCommandOptions) => output.exit(await runExplain(options, output)))
}

/** Explains, and prints it. */
export async function runExplain(options: ExplainCommandOptions, output: CommandOutput): Promise<number> {
  const told = options.decision === undefined ? await explained(options) : await logged(options.decision, options)
  if ('problem' in told) output.error(`${told.problem}\n`)
  else output.out(told.text)
  return 'problem' in told ? explainCodes.impossible : explainCodes.fine
}

type Told = { readonly text: string } | { readonly problem: string }

async function logged(id: string, options: ExplainCommandOptions): Promise<Told> {
  const { log, config, format } = options
  const file = log ?? (await logFile(config))
  try {
    const found = await findLogged(file, id)
    if (found === undefined)
      return { problem: `${file} has no decision of that id. It may have been put aside and deleted.` }
    const answers = await loggedAnswers(found.decision, options)
    return { text: format === 'json' ? loggedJson(found, answers) : loggedText(found, answers) }
  } catch (error) {
    return {
      problem: `The decision log ${shownPath(file)} cannot be read: ${fileFault(error)}. Name it with --log.`,
    }
  }
}

async function explained(options: ExplainCommandOptions): Promise<Told> {
  const name = options.visible ?? options.tool
  if (name === undefined) return { problem: 'Name a tool with --tool or --visible, or a decision with --decision.' }
  const source = await readExplained(options)
  if (typeof source === 'string') return { problem: source }
  const label = options.label ?? source.labelOf(name)
  const asked = label === undefined ? options : { ...options, label }
  const tools = await readTools(options)
  if (tools?.ok === false) return { problem: tools.problem }
  const known = tools?.list.tools.find((tool) => tool.name === name)
  if (tools !== undefined && known === undefined) {
    return {
      problem: `${tools.list.source} has no tool ${JSON.stringify(name)}. The gateway would refuse the name as unknown.`,
    }
  }
  return options.visible === undefined
    ? explainedCall(name, asked, source, known)
    : explainedList(name, asked, source, known)
}

async function explainedList(
  name: string,
  options: ExplainCommandOptions,
  { compiled, find }: Explained,
  known: KnownTool | undefined,
): Promise<Told> {
  const read = await readCall(name, options, known)
  if (!read.ok) return read
  const { tool, context } = read.request
  const found = explainVisibility(compiled, tool, context.at)
  if (options.format === 'json') return { text: json({ tool: name, ...found }) }
  return { text: visibilityText(name, found, { find, paint: paint() }) + labelNote(compiled, tool) }
}

async function explainedCall(
  name: string,
  options: ExplainCommandOptions,
  { compiled, find, subject }: Explained,
  known: KnownTool | undefined,
): Promise<Told> {
  const read = await readCall(name, options, known)
  if (!read.ok) return read
  const request = subject === undefined ? read.request : { ...read.request, subject }
  const { schemaFault: fault, ...found } = explainCall(compiled, request, known?.inputSchema)
  if (options.format === 'json') return { text: json({ schemaFault: fault, ...found }) }
  const note =
    fault === undefined ? '' : `REFUSED before any rule (arguments_invalid): ${fault}. The rules would say:\n\n`
  return { text: note + explanationText(found, { find, paint: paint() }) + labelNote(compiled, request.tool) }
}

/** A gateway knows more of a tool than its name. */
function labelNote(compiled: Explained['compiled'], { name, label, annotations }: Tool): string {
  if (!goesByLabel(compiled, name) || (label !== undefined && annotations !== undefined)) return ''
  return '\nRules go by what this tool can do, and that is not known here: give --tools, or --label.\n'
}

const json = (value: unknown): string =>
  `${JSON.stringify(value, (_, each: unknown) => (each instanceof Set ? [...each] : typeof each === 'bigint' ? String(each) : each), 2)}\n`

const plain: ExplainPaint = { good: (text) => text, bad: (text) => text, faint: (text) => text }
const coloured: ExplainPaint = { good: colours.green, bad: colours.red, faint: colours.dim }
const paint = (): ExplainPaint => (process.stdout.isTTY === true ? coloured : plain)
