/** `portcullis audit query`. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { findGrant } from '../grants/find.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from '../remote/command.ts'
import { readPast } from '../remote/instants.ts'
import { table } from '../remote/table.ts'
import { DECISION_HEADINGS, decisionCells, type ShownDecision } from './decision-row.ts'

interface QueryOptions extends ControlOptions {
  readonly since?: number
  readonly until?: number
  readonly grant?: string
  readonly server?: string
  readonly tool?: string
  readonly effect?: 'allow' | 'deny'
  readonly code?: string
  readonly outcome?: string
  readonly limit: number
}

const PAGE = 200

/** Adds it. */
export function registerAuditQuery(audit: Command, output: CommandOutput): void {
  controlCommand(audit, 'query', 'list decisions, the latest first')
    .option('--since <time>', 'from then on: a time, or a span such as 2h', (text) => readPast(text))
    .option('--until <time>', 'before then', (text) => readPast(text))
    .option('--grant <grant>', 'of this grant: id, or whole label')
    .option('--server <slug>', 'of this server')
    .option('--tool <name>', 'of this tool')
    .addOption(new Option('--effect <effect>', 'of this effect').choices(['allow', 'deny']))
    .option('--code <code>', 'refused for this, such as rate_limited')
    .option('--outcome <outcome>', 'ended like this')
    .option('--limit <number>', 'how many at most', readLimit, 50)
    .action((options: QueryOptions) => withControl(options, (running) => query(running, options), output))
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a number.')
}

async function query({ session, params, show, note }: Running, options: QueryOptions): Promise<void> {
  const { since, until, grant, server, tool, effect, code, outcome, limit } = options
  const id = grant === undefined ? undefined : await grantId({ session, grant })
  const filter = { since, until, grant: id, server, tool, effect, code, outcome }
  const found: ShownDecision[] = []
  let cursor: string | undefined
  do {
    const page = { ...filter, cursor, limit: Math.min(PAGE, limit - found.length) }
    const { body } = await session.ask('audit.decisions.list', { params, query: page })
    found.push(...body.items)
    cursor = body.next
  } while (cursor !== undefined && found.length < limit)
  show(found, () => table(DECISION_HEADINGS, found.map(decisionCells)))
  if (found.length === 0) note('There is no such decision.')
}

/** Grants of the configuration’s file are known to the log, and not to the control plane. */
async function grantId({
  session,
  grant,
}: {
  readonly session: Running['session']
  readonly grant: string
}): Promise<string> {
  const params = { organisation: session.organisation }
  const { body } = await session.ask('grants.list', { params, query: { label: grant, limit: 1 } })
  return body.items.length === 0 ? grant : (await findGrant(session, grant)).grant.id
}
