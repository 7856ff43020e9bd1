/** What is said of a server by options: where it is, and how calls prove themselves to it. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { referenceTo } from '../../config/environment.ts'
import type { Asking } from '../../control/client.ts'
import { collect, type Pairs } from '../remote/pairs.ts'
import { dereferenceSecret } from '../remote/references.ts'
import { Stop } from '../remote/stop.ts'

/** Options that several commands take. */
export interface ServerOptions {
  readonly url?: string
  readonly sse: boolean
  readonly template?: string
  readonly set: Pairs
  readonly secret: Pairs
  readonly catalogue?: string
  readonly serverJson?: string
  readonly header: Pairs
  readonly oauth: boolean
  readonly eachOwner: boolean
}

const REFERENCES = `${referenceTo('NAME')} or ${referenceTo('file:PATH')}`

/** Adds them. */
export function serverOptions(command: Command): Command {
  return command
    .option('--url <url>', 'URL of its MCP endpoint')
    .option('--sse', 'it speaks the old transport, HTTP+SSE', false)
    .option('--template <name>', 'a program that the operator offers; see the templates of the configuration')
    .option('--set <name=value>', 'a parameter of the template; may be repeated', collect('folder=/srv/files'), {})
    .option(
      '--secret <name=reference>',
      `a secret parameter, as ${REFERENCES}; may be repeated`,
      collect(`'key=${referenceTo('API_KEY')}'`),
      {},
    )
    .option('--catalogue <entry>', 'an entry of the catalogue')
    .option('--server-json <file>', 'a server.json, as the registry has it')
    .option(
      '--header <name=text>',
      `a header that calls are sent with, its secret as ${REFERENCES}; may be repeated`,
      collect(`'Authorization=Bearer ${referenceTo('SHOP_TOKEN')}'`),
      {},
    )
    .option('--oauth', 'calls carry tokens of its authorization server; somebody connects it in the browser', false)
    .option('--each-owner', 'with --oauth: every owner of a grant connects it for himself', false)
}

type Wished = NonNullable<Asking<'servers.create'>['body']>

const world = () => ({ environment: process.env, folder: process.cwd() })

/** Where it is; undefined: nothing was said. */
export function originOfOptions({
  url,
  sse,
  template,
  set,
  secret,
  catalogue,
  serverJson,
}: ServerOptions): Wished['from'] | undefined {
  const given = [url, template, catalogue, serverJson].filter((one) => one !== undefined).length
  if (given === 0) return undefined
  if (given > 1) throw new Stop('Give one of --url, --template, --catalogue and --server-json.')
  if (url !== undefined) return { url, transport: sse ? 'sse' : 'http' }
  if (catalogue !== undefined) return { catalogue }
  if (serverJson !== undefined) return { serverJson: documentAt(serverJson) }
  const secrets = Object.entries(secret).map(([name, text]) => [
    name,
    dereferenceSecret(text, `--secret ${name}`, world()),
  ])
  return { template: template ?? '', parameters: { ...set, ...Object.fromEntries(secrets) } }
}

function documentAt(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (error) {
    throw new Stop(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  throw new Stop(`${path} is no server.json: it holds no object.`)
}

/** How calls prove themselves; undefined: nothing was said. */
export function authenticationOfOptions({
  header,
  oauth,
  eachOwner,
}: ServerOptions): Wished['authentication'] | undefined {
  const names = Object.entries(header)
  if (oauth && names.length > 0) throw new Stop('Give --oauth or --header: a server has one of them.')
  if (eachOwner && !oauth) throw new Stop('--each-owner goes with --oauth.')
  if (oauth) return { kind: 'oauth', identity: eachOwner ? 'owner' : 'server' }
  if (names.length === 0) return undefined
  const headers = names.map(([name, text]) => [name, dereferenceSecret(text, `--header ${name}`, world())])
  return { kind: 'headers', headers: Object.fromEntries(headers) }
}
