/** A new server of an organisation: visited first, then written. */
import type { UpstreamLimits } from '../../ports/directory.ts'
import { isProblem, type Problem, problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { keepAuthentication, type WishedAuthentication } from './authentication.ts'
import { baselineOf } from './baseline-of.ts'
import { transportOf } from './feed.ts'
import { hearReached } from './health.ts'
import { replaceTools } from './heard-tools.ts'
import { FILE_ORGANISATION } from './installation.ts'
import { type Origin, type Resolved, resolveOrigin } from './origin.ts'
import { type Probed, type ProbeReport, probe } from './probe.ts'
import { keepSecret } from './secrets.ts'
import { readServer, type ServerRow } from './server.ts'

/** What is asked for. */
export interface ServerWish {
  readonly slug: string
  readonly label: string | undefined
  readonly from: Origin
  readonly authentication: WishedAuthentication
  readonly limits: UpstreamLimits
  readonly vetting: Pick<ServerRow['vetting'], 'trusted' | 'descriptions'> & object
  /** Name or id of a policy. */
  readonly baseline: string | null
  readonly newTools: 'refuse' | 'follow'
  /** Whether it is visited first. */
  readonly probe: boolean
}

/** A server that was made, and what the visit found. */
export interface MadeServer {
  readonly server: ServerRow
  readonly probe: ProbeReport | undefined
}

/** Makes a server. One that cannot be reached is made all the same; one that may not be reached is not. */
export async function createServer(context: Context, wish: ServerWish): Promise<MadeServer | Problem> {
  const { control, organisation, at } = context
  const taken = await slugProblem(context, wish.slug)
  if (taken !== undefined) return taken
  const resolved = await resolveOrigin(control, wish.from)
  if (isProblem(resolved)) return resolved
  const row = rowOf(wish, resolved, { id: newId('srv', at), organisation, created: at })
  const visited = wish.probe ? await visit(context, readServer(row), resolved, wish) : undefined
  if (isProblem(visited)) return visited
  const change = {
    action: 'server.create',
    object: { kind: 'server', id: row.id },
    detail: { slug: row.slug, label: row.label, way: JSON.parse(row.way), source: JSON.parse(row.source) },
  }
  const made = await mutate(context, change, async (tx, changing) => {
    const again = await slugProblem(context, wish.slug, tx)
    if (again !== undefined) return again
    const baseline = await baselineOf(tx, organisation, wish.baseline)
    if (isProblem(baseline)) return baseline
    await tx
      .insertInto('servers')
      .values({ ...row, baseline })
      .execute()
    await keepSecret(tx, control.sealer, row, { field: 'parameters', values: resolved.secrets })
    const refused = await keepAuthentication(tx, control, readServer(row), wish.authentication)
    if (isProblem(refused)) return refused
    if (visited?.report.outcome === 'listed') await replaceTools(tx, row.id, visited.tools, at)
    changing.touch('servers', row.id)
    return readServer(await tx.selectFrom('servers').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow())
  })
  if (isProblem(made)) return made
  if (visited !== undefined) {
    const { problem: wrong, protocol } = visited.report
    await hearReached(control, { server: row.id, at, problem: wrong, protocol })
  }
  return { server: made, probe: visited?.report }
}

async function slugProblem(
  { control, organisation }: Context,
  slug: string,
  db: Pick<Context['control']['db'], 'selectFrom'> = control.db,
): Promise<Problem | undefined> {
  const remedy = 'Choose another slug.'
  if (organisation === FILE_ORGANISATION && control.installation.fileServers().has(slug))
    return wrongField('/body/slug', `The operator’s file has a server \`${slug}\` already.`, remedy)
  const there = await db
    .selectFrom('servers')
    .select('id')
    .where('organisation', '=', organisation)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return there === undefined ? undefined : wrongField('/body/slug', `There is a server \`${slug}\` already.`, remedy)
}

function rowOf(
  wish: ServerWish,
  { way, source, label }: Resolved,
  head: { readonly id: string; readonly organisation: string; readonly created: number },
) {
  return {
    ...head,
    slug: wish.slug,
    label: wish.label ?? label,
    way: JSON.stringify(way),
    source: JSON.stringify(source),
    limits: JSON.stringify(wish.limits),
    vetting: JSON.stringify(wish.vetting),
    baseline: wish.baseline,
    authentication: JSON.stringify({ kind: 'none' }),
    pinned: 0,
    new_tools: wish.newTools,
    revision: 1,
  }
}

/** What is not written yet is visited with what was sent. */
async function visit(
  { control }: Context,
  row: ServerRow,
  { secrets }: Resolved,
  { authentication }: ServerWish,
): Promise<Probed | Problem> {
  const headers = authentication.kind === 'headers' ? authentication.headers : {}
  const transport = await transportOf(control, row, { parameters: secrets, headers })
  if (typeof transport === 'string')
    return wrongField('/body/from', `The server cannot be used: ${transport}`, 'Ask the operator.')
  const probed = await probe(control, transport, row.slug)
  return probed.refused === undefined
    ? probed
    : problem('invalid', probed.refused, {
        remedy: 'Give the URL of a public server, or ask the operator to allow this one.',
        errors: [{ field: '/body/from', message: probed.refused, remedy: 'Give the URL of a public server.' }],
      })
}
