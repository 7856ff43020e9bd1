/** `portcullis catalogue`: what is known of servers and tools, and how more becomes known. */
import { CATEGORIES, RISK_LEVELS } from '@portcullis/catalogue'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { referenceTo } from '../config/environment.ts'
import type { ImportOptions } from './catalogue-import.ts'
import type { SearchOptions } from './catalogue-search.ts'
import type { ShowOptions } from './catalogue-show.ts'
import { type CommandOutput, processOutput } from './command-output.ts'

const MOST_HITS = 200
const HEADER_HELP = `"Name: value", sent to --url; ${referenceTo('NAME')} stands for a variable; may be repeated`

function readLimit(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MOST_HITS) throw new InvalidArgumentError(`Give a number from 1 to ${MOST_HITS}.`)
  return limit
}

function readDay(text: string): string {
  const at = /^\d{4}-\d\d-\d\d(?:T[\d:.]{5,16}Z?)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError('Give a day such as 2026-01-31, or an instant of RFC 3339.')
  return new Date(at).toISOString()
}

function readIdentity(text: string): string {
  if (/^[\x21-\x7e]{1,160}$/.test(text)) return text
  throw new InvalidArgumentError('Give an identity without spaces, such as npm:name or github.com/owner/name.')
}

/** One of some words, in any case. */
function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase())
    if (found === undefined) throw new InvalidArgumentError(`Give one of ${words.join(', ').toLowerCase()}.`)
    return found
  }
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}

function withPlace(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the configuration whose data folder holds what was imported')
    .option('--data <folder>', 'the data folder itself')
}

/** Words before `--` are sources, those after it a command; the parser hands over both as one list. */
export function splitCommand(
  words: readonly string[],
  argv: readonly string[],
): readonly [sources: readonly string[], command: readonly string[]] {
  const at = argv.indexOf('--')
  const command = at < 0 ? 0 : argv.length - at - 1
  return [words.slice(0, words.length - command), words.slice(words.length - command)]
}

const IMPORT_HELP = `
Examples:
  portcullis catalogue import --registry                  the official registry; goes on where it was interrupted
  portcullis catalogue import servers.jsonl.gz folder/    files, and all files of a folder
  portcullis catalogue import ~/.cursor/mcp.json          a client’s servers: only read, nothing is started
  portcullis catalogue import --server crm                the tools of a server of this gateway, as they are now
  portcullis catalogue import -- npx some-mcp-server      a program: what stands after -- is started and asked

The same twice changes nothing. Ends with 0: done. 1: a part could not be read. 2: nothing could.`

function addImport(group: Command, output: CommandOutput): void {
  withPlace(group.command('import'))
    .description('add servers and tools: from files, a registry, a server that runs, a client’s configuration')
    .argument('[sources...]', 'files or folders: JSON Lines (.gz or not), server.json, a client’s configuration')
    .option('--registry [url]', 'a registry’s API; the official registry unless an address is given')
    .option('--updated-since <time>', 'only what the registry changed since; otherwise since the last import', readDay)
    .option('--restart', 'forget where an import of the registry was interrupted, and ask for everything', false)
    .option('--url <url>', 'the address of a server that runs')
    .option('--header <header>', HEADER_HELP, collect, [])
    .option('--server <slug>', 'a server of this gateway; may be repeated', collect, [])
    .option(
      '--introspect',
      'ask the servers of a client’s configuration for their tools: each only with consent',
      false,
    )
    .option('--allow <digest>', 'consent to exactly the command with this digest; may be repeated', collect, [])
    .option('--as <identity>', 'the identity of the server that is asked, such as npm:name', readIdentity)
    .option('--json', 'print the counts as JSON', false)
    .addHelpText('after', IMPORT_HELP)
    .action(async (words: readonly string[], options: ImportOptions) => {
      const { importCatalogue } = await import('./catalogue-import.ts')
      const [sources, command] = splitCommand(words, process.argv)
      await importCatalogue(sources, command, options, output)
    })
}

function addShow(group: Command, output: CommandOutput): void {
  withPlace(group.command('show'))
    .description('the page of a server, or of one of its tools: risk, evidence, attacks, and the policy to paste')
    .argument('<server>', 'slug, repository, package or address')
    .argument('[tool]', 'name of the tool')
    .addOption(
      new Option('--format <format>', 'how it is printed').choices(['text', 'json', 'markdown']).default('text'),
    )
    .action(async (server: string, tool: string | undefined, options: ShowOptions) => {
      const { showCatalogue } = await import('./catalogue-show.ts')
      await showCatalogue(server, tool, options, output)
    })
}

function addSearch(group: Command, output: CommandOutput): void {
  withPlace(group.command('search'))
    .description('find servers and tools by words of their names; a slip is forgiven')
    .argument('[words...]', 'words; without any: the best known that pass the filters')
    .addOption(new Option('--kind <kind>', 'only these').choices(['server', 'tool']))
    .option('--category <category>', CATEGORIES.join(', ').toLowerCase(), oneOf(CATEGORIES))
    .option('--risk <level>', RISK_LEVELS.join(', ').toLowerCase(), oneOf(RISK_LEVELS))
    .addOption(new Option('--transport <transport>', 'how the server is reached').choices(['stdio', 'http', 'sse']))
    .option('--official', 'only servers that are listed as the vendor’s own', false)
    .option('--limit <n>', `how many, at most ${MOST_HITS}`, readLimit, 20)
    .option('--json', 'print the hits as JSON', false)
    .action(async (words: readonly string[], options: SearchOptions) => {
      const { searchCatalogue } = await import('./catalogue-search.ts')
      await searchCatalogue(words, options, output)
    })
}

/** A reader that has gone, as in `portcullis catalogue show … | head`, is no error. */
function onClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

/** Adds the commands to the program. */
export function registerCatalogue(program: Command, output: CommandOutput = processOutput): void {
  const group = program.command('catalogue').description('what is known of MCP servers and their tools')
  group.hook('preAction', () => {
    process.stdout.on('error', onClosedPipe)
  })
  addShow(group, output)
  addSearch(group, output)
  addImport(group, output)
}
