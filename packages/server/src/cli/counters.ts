/** `portcullis counters`: what of budgets is used, and setting a counter. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type CommandOutput, processOutput } from './command-output.ts'
import { findGrantId } from './grants/find.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from './remote/command.ts'
import { when } from './remote/instants.ts'
import { allOf, type Got } from './remote/session.ts'
import { Stop } from './remote/stop.ts'
import { table } from './remote/table.ts'

interface ListOptions extends ControlOptions {
  readonly grant?: string
  readonly server?: string
}

interface SetOptions extends ListOptions {
  readonly document?: string
  readonly counter: string
  readonly window?: string
  readonly id?: string
  readonly to?: string
  readonly release?: string
  readonly reason: string
}

type Budget = Got<'counters.list'>['body']['items'][number]

/** Adds the commands to the program. */
export function registerCounters(program: Command, output: CommandOutput = processOutput): void {
  const counters = controlCommand(program, 'counters', 'tell what of budgets is used now, or set a counter')
    .option('--grant <grant>', 'only of this grant: id, or whole label')
    .option('--server <slug>', 'only on this server')
    .action((options: ListOptions) => withControl(options, (running) => list(running, options), output))
  controlCommand(counters, 'set', 'set a counter to an amount, or take an amount off it')
    .option('--grant <grant>', 'the grant: id, or whole label')
    .option('--server <slug>', 'the server')
    .requiredOption('--counter <name>', 'the counter, as portcullis counters lists it')
    .option('--document <policy>', 'the policy that declares it, where several have one of that name')
    .option('--window <window>', 'its window, where several are called so')
    .option('--id <id>', 'its id, where several are called so')
    .addOption(new Option('--to <amount>', 'the amount that is used from now on; 0 resets').argParser(readAmount))
    .addOption(new Option('--release <amount>', 'the amount to take off').argParser(readAmount).conflicts('to'))
    .requiredOption('--reason <text>', 'why: it stands in the change log')
    .action((_: SetOptions, command: Command) => {
      // What the list takes as well is with the command above, wherever it stands.
      const options: SetOptions = command.optsWithGlobals()
      return withControl(options, (running) => set(running, options), output)
    })
}

function readAmount(text: string): string {
  if (!/^\d{1,10}(?:\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('Write an amount such as 0, 25 or 12.5.')
  return text
}

async function list({ session, params, show, note }: Running, { grant, server }: ListOptions): Promise<void> {
  const id = grant === undefined ? undefined : await findGrantId(session, grant)
  const budgets = await allOf((query) =>
    session.ask('counters.list', { params, query: { ...query, grant: id, server } }),
  )
  show(budgets, () => budgetsText(budgets))
  if (budgets.length === 0) note('No policy that holds there has a limit.')
}

async function set({ session, params, show }: Running, options: SetOptions): Promise<void> {
  const { to, release, reason, server } = options
  if (options.grant === undefined || server === undefined) throw new Stop('Say which --grant, and on which --server.')
  if (to === undefined && release === undefined) throw new Stop('Say --to or --release, each with an amount.')
  const grant = await findGrantId(session, options.grant)
  const found = await allOf((query) => session.ask('counters.list', { params, query: { ...query, grant, server } }))
  const { document, counter, window, id } = theOne(found, options)
  const body = {
    grant,
    server,
    document,
    counter,
    window,
    id,
    reason,
    ...(to === undefined ? { release } : { set: to }),
  }
  const { body: adjusted } = await session.ask('counters.adjust', { params, body })
  const { before, after } = adjusted
  show(adjusted, () => `${counter}: ${before.used} was used, ${after.used} is now.\n`)
}

function theOne(budgets: readonly Budget[], { counter, document, window, id }: SetOptions): Budget {
  const found = budgets.filter(
    (one) =>
      one.counter === counter &&
      (document === undefined || one.document === document || one.policy === document) &&
      (window === undefined || one.window === window) &&
      (id === undefined || one.id === id),
  )
  const [first, ...more] = found
  if (first === undefined)
    throw new Stop(`There is no such counter ${JSON.stringify(counter)}. See portcullis counters.`)
  if (more.length > 0)
    throw new Stop(`Several counters are called so. Give the --id of one:\n${budgetsText(found)}`.trim())
  return first
}

function budgetsText(budgets: readonly Budget[]): string {
  const rows = budgets.map((one) => [
    one.label,
    one.server,
    one.in_file ? `${one.policy} (in the file)` : one.policy,
    one.session === null ? one.counter : `${one.counter} (session ${one.session})`,
    one.kind === 'rolling' ? `${one.window}, rolling` : one.window,
    one.values === null ? one.used : `${one.used} by ${one.values} ${one.values === 1 ? 'value' : 'values'}`,
    one.limits.map(({ max, on_exceed }) => (on_exceed === 'deny' ? max : `${max} (asks)`)).join(', '),
    when(one.resets),
    one.id,
  ])
  return table(['grant', 'server', 'policy', 'counter', 'window', 'used', 'max', 'resets', 'id'], rows)
}
