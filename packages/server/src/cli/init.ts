/** `portcullis init`: a policy to begin with, made from the tools of a server, and its cases. */
import { access, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  STARTER_STYLES,
  type Starter,
  type StarterClass,
  type StarterStyle,
  starterPolicy,
  type ToolList,
} from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import { fileFault } from '../config/file-fault.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { shownPath } from './shown-path.ts'
import { readTools, type ToolSourceOptions, withToolSource } from './tool-source.ts'

/** What was asked for on the command line. */
export interface InitOptions extends ToolSourceOptions {
  readonly output: string
  readonly style: StarterStyle
  readonly force: boolean
  readonly format: 'text' | 'json'
}

/** What `init` ends with. */
export const initCodes = { written: 0, refused: 2 } as const

const HELP = `
Styles:
  locked    reads pass; a person answers before anything is changed; the rest is hidden
  balanced  reads pass, changes and execution are capped, a person answers where money moves, destruction is hidden
  open      what nobody named passes; a person answers before what cannot be undone or costs money

Writes policy.json and cases.yaml (NAME.json and NAME.cases.yaml): for each class of tools a call that passes and one
that does not. Naming an address or a program consents to asking it for its tools.

Examples:
  portcullis init --catalogue github-github-mcp-server --output policies/github.json
  portcullis init https://mcp.example.com/mcp
  portcullis init --style locked -- npx -y @modelcontextprotocol/server-filesystem .

Ends with 0: both files are written. 2: the tools are not known, or a file is there already and --force was not given.`

/** Adds the command to the program. */
export function registerInit(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('init')
    .description('write a policy to begin with, and its cases, from the tools of a server')
    .argument('[server...]', 'the address of a server, or after -- the program and its arguments')
    .option('-o, --output <file>', 'where the policy is written', 'policy.json')
    .addOption(new Option('--style <style>', 'how strict it is').choices(STARTER_STYLES).default('balanced'))
    .option('--force', 'overwrite files that are there', false)
    .addOption(new Option('--format <format>', 'how the report is printed').choices(['text', 'json']).default('text'))
  withToolSource(command)
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? initCodes.written : initCodes.refused)
    })
    .action(async (server: readonly string[], options: InitOptions) =>
      output.exit(await runInit({ ...options, ...serverOf(server) }, output)),
    )
}

/** One word that begins as an address does is one; all else is a program. */
function serverOf(server: readonly string[]): ToolSourceOptions {
  const [first] = server
  if (first === undefined) return {}
  return server.length === 1 && /^https?:\/\//i.test(first) ? { url: first } : { command: server }
}

/** Runs the command. */
export async function runInit(options: InitOptions, output: CommandOutput): Promise<number> {
  const told = (problem: string): number => {
    output.error(`${problem}\n`)
    return initCodes.refused
  }
  const files = filesOf(options.output)
  const standing = options.force ? [] : await existing(Object.values(files))
  // Before a server is asked: nobody waits for a refusal.
  if (standing.length > 0)
    return told(`${standing.map(shownPath).join(' and ')}: there already. Name another --output, or give --force.`)
  const tools = await readTools(options)
  if (tools === undefined)
    return told('No server was named. Give its address, --tools, --catalogue, or -- and a command.')
  if (!tools.ok) return told(tools.problem)
  if (tools.list.tools.length === 0) return told(`${tools.list.source} lists no tools: there is nothing to begin with.`)
  const made = starterPolicy({ ...tools.list, source: nameOf(options, tools.list) }, options.style)
  try {
    await writeBoth(files, made, options.force)
  } catch (error) {
    return told(`Nothing was written: ${fileFault(error)}. Correct --output, or the permissions of its folder.`)
  }
  output.out(options.format === 'json' ? jsonReport(files, made) : textReport(files, made, options.style))
  return initCodes.written
}

/** What the policy calls its server: no folders of this machine, and nothing of an address that may be secret. */
function nameOf({ tools, url }: ToolSourceOptions, { source }: ToolList): string {
  if (tools !== undefined) return basename(tools)
  return url !== undefined && URL.canParse(url) ? new URL(url).host : source
}

interface Files {
  readonly policy: string
  readonly cases: string
}

/** `policy.json` has `cases.yaml`, every other name its own. */
function filesOf(named: string): Files {
  const policy = resolve(named)
  const name = basename(policy).replace(/\.json$/i, '')
  return { policy, cases: join(policy, '..', name === 'policy' ? 'cases.yaml' : `${name}.cases.yaml`) }
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  )
  return found.flat()
}

/** Both or neither: a policy without its cases would keep the command from being run again. */
async function writeBoth({ policy, cases }: Files, made: Starter, force: boolean): Promise<void> {
  const how = { mode: 0o600, flag: force ? 'w' : 'wx' }
  await writeFile(policy, made.policy, how)
  try {
    await writeFile(cases, made.cases(basename(policy)), how)
  } catch (error) {
    if (!force) await rm(policy, { force: true })
    throw error
  }
}

function textReport({ policy, cases }: Files, made: Starter, style: StarterStyle): string {
  const rest = made.leftOut.length
  const left =
    rest === 0 ? '' : `${rest} ${rest === 1 ? 'name' : 'names'} cannot stand in a policy: the default holds.\n`
  return `${shownPath(policy)}, ${style}, and ${shownPath(cases)}
${made.classes.map(classLine).join('')}${left}
Next:
  portcullis check ${shownPath(policy)}
  portcullis test ${shownPath(cases)}
`
}

function classLine({ category, tools, hidden, asked, capped }: StarterClass): string {
  const parts = [
    ...(hidden > 0 ? [`${hidden} hidden`] : []),
    ...(asked > 0 ? [`${asked} asked about`] : []),
    ...(capped > 0 ? [`${capped} with limits`] : []),
  ]
  return `  ${category.padEnd(12)}${String(tools).padStart(4)}  ${parts.length === 0 ? 'allowed' : parts.join(', ')}\n`
}

function jsonReport({ policy, cases }: Files, { classes, leftOut }: Starter): string {
  return `${JSON.stringify({ policy: shownPath(policy), cases: shownPath(cases), classes, leftOut }, undefined, 2)}\n`
}
