/** `portcullis kill` and `portcullis unkill`: the kill switch. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from './command-output.ts'
import { effectiveText } from './gateways.ts'
import { findGrantId } from './grants/find.ts'
import { confirm } from './remote/ask-person.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from './remote/command.ts'
import { when } from './remote/instants.ts'
import { allOf, type Got, type Session } from './remote/session.ts'
import { Stop } from './remote/stop.ts'
import { table } from './remote/table.ts'

interface KillOptions extends ControlOptions {
  readonly everything: boolean
  readonly server?: string
  readonly tool?: string
  readonly grant?: string
  readonly reason?: string
  readonly yes: boolean
}

type Kill = Got<'kills.list'>['body']['items'][number]

/** Adds the commands to the program. */
export function registerKill(program: Command, output: CommandOutput = processOutput): void {
  controlCommand(
    program,
    'kill',
    'stop everything, a server, a grant or a tool at once; without any of these, list what is stopped',
  )
    .option('--everything', 'everything of the organisation', false)
    .option('--server <slug>', 'a server')
    .option('--tool <name>', 'a tool of --server')
    .option('--grant <grant>', 'a grant: id, or whole label')
    .option('--reason <text>', 'what agents and their owners are told')
    .option('--yes', 'do not ask', false)
    .action((options: KillOptions) => withControl(options, (running) => kill(running, options), output))
}

/** Adds the command to the program. */
export function registerUnkill(program: Command, output: CommandOutput = processOutput): void {
  controlCommand(program, 'unkill', 'let what was stopped go on')
    .argument('[id]', 'as portcullis kill lists it')
    .option('--all', 'everything that is stopped', false)
    .action((id: string | undefined, { all, ...options }: ControlOptions & { readonly all: boolean }) =>
      withControl(options, (running) => unkill(running, id, all), output),
    )
}

async function unkill({ session, params, show }: Running, id: string | undefined, all: boolean): Promise<void> {
  if (all === (id !== undefined)) throw new Stop('Name what is to go on, as portcullis kill lists it, or say --all.')
  const lifted = id === undefined ? (await session.ask('kills.list', { params })).body.items.map((one) => one.id) : [id]
  for (const one of lifted) await session.ask('kills.lift', { params: { ...params, kill: one } })
  show({ lifted }, () => (lifted.length === 0 ? 'Nothing was stopped.\n' : 'It goes on.\n'))
}

async function kill({ session, params, show, note }: Running, options: KillOptions): Promise<void> {
  const stops = await targetOf(session, options)
  if (stops === undefined) {
    const { body } = await session.ask('kills.list', { params })
    const servers = await allOf((query) => session.ask('servers.list', { params, query }))
    const slugs = new Map(servers.map((one) => [one.id, one.slug]))
    show(body.items, () => killsText(body.items, slugs))
    if (body.items.length === 0) note('Nothing is stopped.')
    return
  }
  const { reason, yes } = options
  if (reason === undefined) throw new Stop('Say why with --reason: agents and their owners are told.')
  if (
    stops.kind === 'organisation' &&
    !yes &&
    !(await confirm(
      `Stop everything of ${session.organisation}?`,
      'Nothing was stopped: say --yes where nobody can be asked.',
    ))
  )
    throw new Stop('Nothing was stopped.')
  const { body } = await session.ask('kills.stop', { params, body: { stops, reason } })
  show(body, () => `Stopped. ${effectiveText(body.effective)}\nTo let it go on: portcullis unkill ${body.id}\n`)
}

async function targetOf(session: Session, { everything, server, tool, grant }: KillOptions) {
  const given = [everything || undefined, server, grant].filter((one) => one !== undefined).length
  if (given > 1) throw new Stop('Give one of --everything, --server (with --tool) and --grant.')
  if (tool !== undefined && server === undefined) throw new Stop('--tool goes with --server.')
  if (everything) return { kind: 'organisation' } as const
  if (grant !== undefined) return { kind: 'grant', grant: await findGrantId(session, grant) } as const
  if (server === undefined) return undefined
  return tool === undefined ? ({ kind: 'server', server } as const) : ({ kind: 'tool', server, tool } as const)
}

function killsText(kills: readonly Kill[], slugs: ReadonlyMap<string, string>): string {
  const what = ({ stops: { kind, server = '', grant, tool } }: Kill): string =>
    [kind, slugs.get(server) ?? server, tool, grant].filter(Boolean).join(' ')
  const rows = kills.map((one) => [one.id, what(one), when(one.at), one.by, one.reason])
  return table(['id', 'what', 'since', 'by', 'reason'], rows)
}
