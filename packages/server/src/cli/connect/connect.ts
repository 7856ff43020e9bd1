/** `portcullis connect`: writes the configuration of an MCP client, so that it reaches a server through the gateway. */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLIENT_NAMES } from '@portcullis/catalogue'
import { Argument, type Command } from 'commander'
import { CLIENTS, type Client, entryFor, formOf, takesVariable } from '../../ports/client-forms.ts'
import { systemClock } from '../../ports/clock.ts'
import type { Machine } from '../../scan/places.ts'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { readSecret } from '../remote/ask-person.ts'
import { type ControlOptions, controlCommand, ending } from '../remote/command.ts'
import { readExpiry } from '../remote/instants.ts'
import { Stop } from '../remote/stop.ts'
import { digestOf, keepAside, readableByOthers, readFileAt, replaceFile } from './client-file.ts'
import { placeOf } from './clients.ts'
import { type EntryPlace, withEntry } from './edit-file.ts'
import { readJournal, writeJournal } from './journal.ts'
import { findTarget, obtainToken, PENDING, type TargetOptions } from './target.ts'
import { undo } from './undo.ts'

interface ConnectOptions extends ControlOptions, TargetOptions {
  readonly name?: string
  readonly project?: string
  readonly file?: string
  readonly write: boolean
  readonly undo: boolean
}

/** This program, from sources as from what is built of them. */
const BIN = fileURLToPath(new URL('../../../bin/portcullis.js', import.meta.url))

/** Asks for the token of a grant. */
type AskToken = () => Promise<string>

interface Outside {
  readonly output: CommandOutput
  readonly ask: AskToken
}

/**
 * Adds the command to the program.
 * @param ask by which a token is asked for that is neither made nor in a variable
 */
export function registerConnect(
  program: Command,
  output: CommandOutput = processOutput,
  ask: AskToken = () => readSecret('Token of the grant'),
): void {
  controlCommand(
    program,
    'connect',
    'write the configuration of an MCP client; without --write, show what would be written',
  )
    .addArgument(new Argument('<client>', 'the client').choices(CLIENTS))
    .option('--server <slug>', 'the server; without it, all of the grant at one address')
    .option('--url <url>', 'its address, where neither this machine nor a control plane says it')
    .option('--name <name>', 'what it is called in the client; the slug unless given')
    .option('--project <folder>', 'the file of a project in place of the user’s own; goes with --by-variable')
    .option('--file <path>', 'another file than the usual one')
    .option('--new-grant <label>', 'make a grant for this client; its token goes into the file and is not shown')
    .option('--policy <name>', 'with --new-grant: the policy that holds')
    .option('--expires <time>', 'with --new-grant: when it ends, such as 30d', readExpiry)
    .option('--rotate <grant>', 'give this grant another token for the client; the former one ends')
    .option('--by-variable', 'write no token: the file refers to the variable PORTCULLIS_TOKEN', false)
    .option('--write', 'write the file; a backup lies beside it', false)
    .option('--undo', 'take back what was written last for the client', false)
    .action((client: Client, options: ConnectOptions) =>
      ending(output, () => connect(client, options, { output, ask })),
    )
}

function machine(): Machine {
  const { platform, env } = process
  return {
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    home: env['HOME'] ?? homedir(),
    environment: env,
  }
}

async function connect(client: Client, options: ConnectOptions, { output, ask }: Outside): Promise<void> {
  if (options.undo) return tell(options, output, undo(client, options.name))
  const path = pathOf(client, options)
  const { url, name: usual } = await findTarget(options)
  const place = { client, path, name: options.name ?? usual }
  const before = readFileAt(path)
  // Whatever keeps the file from being written is found before a token is made.
  const shown = entryFor(client, {
    url,
    program: [process.execPath, BIN],
    token: options.byVariable ? undefined : PENDING,
  })
  withEntry(before ?? '', place, shown)
  if (!options.write) return tell(options, output, preview(place, shown))
  const entry = entryFor(client, { url, program: [process.execPath, BIN], token: await obtainToken(options, ask) })
  tell(options, output, write(place, before, entry))
}

function pathOf(client: Client, { project, file, byVariable }: ConnectOptions): string {
  if (byVariable && !takesVariable(client))
    throw new Stop(`${CLIENT_NAMES[client]} reads no variables from its file. Leave --by-variable out.`)
  if (project !== undefined && !byVariable)
    throw new Stop('Files of a project are shared with others, so no token goes into them. Say --by-variable.')
  if (file !== undefined) return resolve(file)
  const path = placeOf(client, machine(), project === undefined ? undefined : resolve(project))
  if (path === undefined) throw new Stop(`${CLIENT_NAMES[client]} reads no file of a project. Leave --project out.`)
  return path
}

/** What is done, as data and as text. */
interface Said {
  readonly done: 'preview' | 'written' | 'undone'
  readonly path: string
  readonly text: string
  readonly backup?: string | undefined
  readonly warning?: string | undefined
}

function tell({ json }: ConnectOptions, output: CommandOutput, { text, warning, ...said }: Said): void {
  output.out(json === true ? `${JSON.stringify(said)}\n` : text)
  if (warning !== undefined) output.error(`${warning}\n`)
}

function preview(place: EntryPlace, entry: Readonly<Record<string, unknown>>): Said {
  const { path, name } = place
  const text = formOf(place, name, entry)
  return {
    done: 'preview',
    path,
    text: `${path} would say, beside what it says now:\n\n${text}\nWith --write it is written, and a backup is kept.\n`,
  }
}

function write(place: EntryPlace, before: string | undefined, entry: Readonly<Record<string, unknown>>): Said {
  const { client, path, name } = place
  const text = withEntry(before ?? '', place, entry)
  const at = systemClock.now()
  const backup = keepAside(path, new Date(at).toISOString().replaceAll(/[:.]/g, '-'))
  replaceFile(path, text)
  writeJournal([
    ...readJournal(),
    { client, path, name, digest: digestOf(text), at, ...(backup !== undefined && { backup }) },
  ])
  const aside = backup === undefined ? '' : `What it said before is kept in ${backup}.\n`
  return {
    done: 'written',
    path,
    backup,
    warning: readableByOthers(path),
    text: `${path} leads ${CLIENT_NAMES[client]} to ${name} through the gateway now: start it anew.\n${aside}To take it back: portcullis connect ${client} --undo\n`,
  }
}
