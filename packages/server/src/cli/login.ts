/** `portcullis login`, `logout` and `context`: which installation commands are about. */
import { type Command, InvalidArgumentError } from 'commander'
import { isSecret } from '../crypto/token.ts'
import { safeLine } from '../ports/safe-text.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { readSecret } from './remote/ask-person.ts'
import { ending } from './remote/command.ts'
import { type LogIn, readContexts, writeContexts } from './remote/contexts.ts'
import { originOf } from './remote/find-control.ts'
import { askToBeLetIn } from './remote/let-in.ts'
import { openBrowser } from './remote/open-browser.ts'
import { problemText } from './remote/problem-text.ts'
import { allOf, type Session, sessionOf } from './remote/session.ts'
import { Stop } from './remote/stop.ts'
import { table } from './remote/table.ts'

interface LoginOptions {
  readonly name?: string
  readonly organisation?: string
  /** An API key in place of a person. */
  readonly token?: boolean
  readonly open?: boolean
}

/** Milliseconds for its answer. */
const PATIENCE = 20_000

/** Adds the commands to the program. */
export function registerLogin(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('login')
    .description('log in to an installation elsewhere: as a person, in a browser anywhere, or with an API key')
    .argument('<url>', 'the control plane, such as https://portcullis.example.com')
    .option('--name <name>', 'what the log-in is called; the host unless given', readName)
    .option('--organisation <id>', 'the organisation that commands are about; the only one, or the first, unless given')
    .option('--token', 'with an API key, which is asked for, or read from standard input')
    .option('--open', 'open the page in the browser of this machine')
    .action((url: string, options: LoginOptions) => ending(output, () => logIn(url, options, output)))
}

function readName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/.test(text)) return text
  throw new InvalidArgumentError('A name has letters, digits, ".", "_", ":" and "-".')
}

async function logIn(address: string, options: LoginOptions, output: CommandOutput): Promise<void> {
  const { name, organisation: wished } = options
  const url = originOf(address)
  const { key, who } = options.token === true ? await givenKey(url) : await person(url, options, output)
  const session = sessionWith({ url, key })
  const mine = await (options.token === true ? organisationsOfKey(session) : organisationsOfPerson(session, url))
  const organisation = wished ?? mine[0]
  if (organisation === undefined || !mine.includes(organisation)) {
    await ended({ url, key })
    throw new Stop(
      `${who} may use ${mine.join(', ') || 'no organisation'}. Give one of them as --organisation, or log in as somebody else.`,
    )
  }
  const called = name ?? new URL(url).host
  const { contexts } = readContexts()
  const former = Object.hasOwn(contexts, called) ? contexts[called] : undefined
  writeContexts({ current: called, contexts: { ...contexts, [called]: { url, key, organisation } } })
  // Nobody could use or end it any more.
  if (former !== undefined) await ended(former)
  output.out(
    `Logged in to ${url} as ${who}, organisation ${organisation}. Commands use it from now on (as ${called}).\n`,
  )
}

type Proved = Pick<LogIn, 'url' | 'key'>

const sessionWith = ({ url, key }: Proved): Session =>
  sessionOf({ origin: url, organisation: '', as: 'key', authorization: `Bearer ${key}`, fetch }, PATIENCE)

async function organisationsOfKey(session: Session): Promise<readonly string[]> {
  const all = await allOf((query) => session.ask('organisations.list', { query }))
  return all.map(({ id }) => id)
}

/** Those in which the person has a role: operators see others, too. */
async function organisationsOfPerson(session: Session, url: string): Promise<readonly string[]> {
  const { roles, second_factor_wanted: wanting } = (await session.ask('account.read', {})).body
  const mine = [...new Set(roles.map(({ organisation }) => organisation))]
  if (mine.length > 0 || wanting.length === 0) return mine
  const labels = wanting.map(({ label }) => safeLine(label)).join(', ')
  throw new Stop(
    `${labels} wants a second factor of you. Set it up at ${url}/account, log in there with it, and run portcullis login again.`,
  )
}

/** What proves a log-in, and whose it is. */
interface Proof {
  readonly key: string
  readonly who: string
}

async function givenKey(url: string): Promise<Proof> {
  const key = await readSecret(`API key for ${url}`)
  if (isSecret('apiKey', key)) return { key, who: 'this key' }
  throw new Stop(
    'This is no API key, or it is mistyped: a key begins with pck_. An admin makes one with portcullis key new.',
  )
}

async function person(origin: string, { open }: LoginOptions, output: CommandOutput): Promise<Proof> {
  const say = (text: string): void => output.error(`${text}\n`)
  const { token, name } = await askToBeLetIn({ origin, say, open: open === true ? openBrowser : undefined })
  return { key: token, who: safeLine(name) }
}

/** Adds the command to the program. */
export function registerLogout(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('logout')
    .description('forget a log-in; that of a person ends with it, a key stays good until it is revoked')
    .argument('[name]', 'the log-in; the current one unless given')
    .action((name: string | undefined) => ending(output, () => logOut(name, output)))
}

async function logOut(name: string | undefined, output: CommandOutput): Promise<void> {
  const { current, contexts } = readContexts()
  const which = name ?? current
  if (which === undefined || !Object.hasOwn(contexts, which)) throw new Stop('There is no such log-in.')
  const { [which]: gone, ...rest } = contexts
  writeContexts({ current: current === which ? undefined : current, contexts: rest })
  output.out(`${which} is forgotten. ${gone === undefined ? '' : await ended(gone)}\n`)
}

/** Ends the session of a person; what became of it. */
async function ended({ url, key }: Proved): Promise<string> {
  if (!isSecret('terminal', key)) return 'Its key stays good until it is revoked.'
  const told = await sessionWith({ url, key }).try('sessions.end', { params: { session: 'current' } })
  if (told.ok || told.status === 401) return 'The session has ended.'
  return `The session could not be ended, and goes on until you end it at ${url}/account: ${problemText(told.problem)}`
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
