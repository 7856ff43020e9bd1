/** Servers as the gateway is told of them: with the secrets that it sends, and with the accepted definitions of tools. */
import type { FeedPins, FeedServer, FeedTransport } from '../../ports/directory-feed.ts'
import type { Control } from '../control.ts'
import { expandTemplate, parameterFaults } from './expand-template.ts'
import { openSecret, type SecretValues } from './secrets.ts'
import { readServer, type ServerRow, type ServerWay } from './server.ts'

/**
 * All servers, or those of these ids. One whose template is gone, or whose secrets do not open, is left out: it is not
 * reached at all rather than in another way than was meant.
 */
export async function feedServers(control: Control, ids?: readonly string[]): Promise<readonly FeedServer[]> {
  const query = control.db.selectFrom('servers').selectAll()
  const rows = await (ids === undefined ? query : query.where('id', 'in', ids)).execute()
  const fed: FeedServer[] = []
  for (const row of rows.map(readServer)) {
    const transport = await transportOf(control, row)
    if (typeof transport === 'string')
      control.say(`The server ${row.organisation}/${row.slug} cannot be used: ${transport}`)
    else fed.push(await feedServer(control, row, transport))
  }
  return fed
}

async function feedServer(control: Control, row: ServerRow, transport: FeedTransport): Promise<FeedServer> {
  const { id, organisation, slug, limits, vetting, baseline, authentication } = row
  return {
    id,
    organisation,
    slug,
    transport,
    limits,
    vetting,
    baseline: baseline ?? undefined,
    authentication: authentication.kind === 'oauth' ? authentication.identity : 'none',
    pins: await pinsOf(control, row),
  }
}

/** Secrets that are not written yet. */
export interface UnwrittenSecrets {
  readonly parameters: SecretValues
  readonly headers: SecretValues
}

/** The way as it is gone, or why it cannot be. */
export async function transportOf(
  control: Control,
  row: ServerRow,
  unwritten?: UnwrittenSecrets,
): Promise<FeedTransport | string> {
  const { way } = row
  const secret = async (field: 'parameters' | 'headers'): Promise<SecretValues | undefined> =>
    unwritten?.[field] ?? openSecret(control.db, control.sealer, row, field)
  if (way.kind === 'template') return programOf(control, row.id, way, (await secret('parameters')) ?? {})
  const { kind, url } = way
  if (unwritten === undefined && row.authentication.kind !== 'headers') return { kind, url, headers: {} }
  const headers = await secret('headers')
  return headers === undefined
    ? 'its headers cannot be opened with the keys that there are. Give them again.'
    : { kind, url, headers }
}

function programOf(
  { installation }: Control,
  server: string,
  { template: name, parameters }: ServerWay & { readonly kind: 'template' },
  secrets: SecretValues,
): FeedTransport | string {
  const template = installation.templates().find((one) => one.name === name)
  if (template === undefined) return `the operator no longer offers the template \`${name}\`.`
  const values = { ...parameters, ...secrets }
  const [fault] = parameterFaults(template, values)
  if (fault !== undefined) return `${fault.message} ${fault.remedy}`
  const transport = expandTemplate(template, values, installation.folderOf(server))
  return installation.exposed(transport) ?? transport
}

async function pinsOf({ db }: Control, { id, pinned, new_tools }: ServerRow): Promise<FeedPins | undefined> {
  if (pinned === 0) return undefined
  const pins = await db.selectFrom('server_pins').select(['name', 'fingerprint']).where('server', '=', id).execute()
  return {
    accepted: Object.fromEntries(pins.map(({ name, fingerprint }) => [name, fingerprint])),
    newTools: new_tools === 'follow' ? 'follow' : 'refuse',
  }
}
