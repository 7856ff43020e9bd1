/** `portcullis login`, `logout` and `context`: which installation commands are about. */
import { type Command, InvalidArgumentError } from 'commander'
import { isSecret } from '../crypto/token.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { readSecret } from './remote/ask-person.ts'
import { ending } from './remote/command.ts'
import { readContexts, writeContexts } from './remote/contexts.ts'
import { originOf } from './remote/find-control.ts'
import { allOf, sessionOf } from './remote/session.ts'
import { Stop } from './remote/stop.ts'
import { table } from './remote/table.ts'

interface LoginOptions {
  readonly name?: string
  readonly organisation?: string
}

/** Milliseconds for its answer. */
const PATIENCE = 20_000

/** Adds the commands to the program. */
export function registerLogin(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('login')
    .description(
      'log in to an installation elsewhere with an API key; the key is asked for, or read from standard input',
    )
    .argument('<url>', 'the control plane, such as https://portcullis.example.com')
    .option('--name <name>', 'what the log-in is called; the host unless given', readName)
    .option('--organisation <id>', 'the organisation that commands are about; the key’s own unless given')
    .action((url: string, options: LoginOptions) => ending(output, () => logIn(url, options, output)))
}

function readName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/.test(text)) return text
  throw new InvalidArgumentError('A name has letters, digits, ".", "_", ":" and "-".')
}

async function logIn(
  address: string,
  { name, organisation: wished }: LoginOptions,
  output: CommandOutput,
): Promise<void> {
  const url = originOf(address)
  const key = await readSecret(`API key for ${url}`)
  if (!isSecret('apiKey', key))
    throw new Stop(
      'This is no API key, or it is mistyped: a key begins with pck_. An admin makes one with portcullis key new.',
    )
  const session = sessionOf(
    { origin: url, organisation: '', as: 'key', authorization: `Bearer ${key}`, fetch },
    PATIENCE,
  )
  const mine = (await allOf((query) => session.ask('organisations.list', { query }))).map(({ id }) => id)
  const organisation = wished ?? mine[0]
  if (organisation === undefined || !mine.includes(organisation))
    throw new Stop(
      `The key is for ${mine.join(', ') || 'no organisation'}. Give that as --organisation, or another key.`,
    )
  const called = name ?? new URL(url).host
  const { contexts } = readContexts()
  writeContexts({ current: called, contexts: { ...contexts, [called]: { url, key, organisation } } })
  output.out(`Logged in to ${url}, organisation ${organisation}. Commands use it from now on (as ${called}).\n`)
}

/** Adds the command to the program. */
export function registerLogout(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('logout')
    .description('forget a log-in; the key stays good until it is revoked')
    .argument('[name]', 'the log-in; the current one unless given')
    .action((name: string | undefined) => ending(output, () => logOut(name, output)))
}

function logOut(name: string | undefined, output: CommandOutput): void {
  const { current, contexts } = readContexts()
  const which = name ?? current
  if (which === undefined || !Object.hasOwn(contexts, which)) throw new Stop('There is no such log-in.')
  const { [which]: _, ...rest } = contexts
  writeContexts({ current: current === which ? undefined : current, contexts: rest })
  output.out(`${which} is forgotten. Its key stays good until it is revoked.\n`)
}

/** Adds the commands to the program. */
export function registerContext(program: Command, output: CommandOutput = processOutput): void {
  const context = program.command('context').description('log-ins of this user, and which of them commands use')
  context
    .command('list')
    .description('list log-ins')
    .option('--json', 'print JSON', false)
    .action(({ json }: { readonly json: boolean }) =>
      ending(output, () => {
        const { current, contexts } = readContexts()
        const all = Object.entries(contexts).map(([name, { url, organisation }]) => ({
          name,
          url,
          organisation,
          current: name === current,
        }))
        const rows = all.map((one) => [one.name, one.url, one.organisation, one.current ? 'yes' : ''])
        output.out(
          json ? `${JSON.stringify(all, undefined, 2)}\n` : table(['name', 'url', 'organisation', 'used'], rows),
        )
      }),
    )
  context
    .command('use')
    .description('choose the log-in that commands use')
    .argument('[name]', 'the log-in; without it, the installation on this machine')
    .action((name: string | undefined) =>
      ending(output, () => {
        const { contexts } = readContexts()
        if (name !== undefined && !Object.hasOwn(contexts, name))
          throw new Stop(`There is no log-in ${name}. See portcullis context list.`)
        writeContexts({ current: name, contexts })
        output.out(name === undefined ? 'Commands use the installation on this machine.\n' : `Commands use ${name}.\n`)
      }),
    )
}
