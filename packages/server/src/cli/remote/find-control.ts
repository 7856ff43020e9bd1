/** Which control plane a command is about, and who asks it. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DOOR_FILE, readDoor } from '../../control/machine/door-file.ts'
import { dataFolderOf } from '../data-folder.ts'
import { type LogIn, readContexts } from './contexts.ts'
import { Stop } from './stop.ts'

/** How a control plane is chosen. */
export interface WhichControl {
  /** Name of a log-in. */
  readonly context?: string
  /** The configuration of an installation on this machine. */
  readonly config?: string
  readonly organisation?: string
}

/** A control plane that can be asked. */
export interface FoundControl {
  readonly origin: string
  readonly organisation: string
  /** Whoever is on the machine, or the holder of a key. */
  readonly as: 'machine' | 'key'
  readonly authorization: string
  readonly fetch: typeof fetch
}

/** The organisation of an installation that has no other. */
const ONLY = 'local'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The one that the options name; else that of the variables `PORTCULLIS_URL` and `PORTCULLIS_API_KEY`; else the current
 * log-in; else the installation on this machine. Throws `Stop`.
 */
export async function findControl(which: WhichControl, environment: Environment = process.env): Promise<FoundControl> {
  const organisation = which.organisation ?? environment['PORTCULLIS_ORGANISATION']
  const found = logInOf(which, environment)
  if (found === undefined) return onMachine(which.config ?? standardConfig(environment), organisation ?? ONLY)
  return {
    origin: found.url,
    organisation: organisation ?? found.organisation,
    as: 'key',
    authorization: `Bearer ${found.key}`,
    fetch,
  }
}

function logInOf({ context, config }: WhichControl, environment: Environment): LogIn | undefined {
  if (context !== undefined && config !== undefined)
    throw new Stop('--context and --config name two installations. Give one of them.')
  if (config !== undefined) return undefined
  const { PORTCULLIS_URL: url, PORTCULLIS_API_KEY: key } = environment
  if (context === undefined && url) {
    if (!key) throw new Stop('PORTCULLIS_URL is set, and PORTCULLIS_API_KEY is not: set both, or neither.')
    return { url: originOf(url), key, organisation: ONLY }
  }
  const { current, contexts } = readContexts(environment)
  const name = context ?? environment['PORTCULLIS_CONTEXT'] ?? current
  if (name === undefined) return undefined
  const known = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (known !== undefined) return known
  const names = Object.keys(contexts).join(', ')
  throw new Stop(
    `There is no log-in \`${name}\`. ${names === '' ? 'Make one with portcullis login.' : `Choose one of: ${names}.`}`,
  )
}

/** The origin of an address that somebody gives. Throws `Stop`. */
export function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Stop(
      `${JSON.stringify(text)} is no http or https URL. Give that of the control plane, such as https://portcullis.example.com`,
    )
  if (url.username !== '' || url.password !== '')
    throw new Stop('The URL contains credentials. Leave them out: the key is asked for.')
  if (url.protocol === 'http:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname))
    throw new Stop(`The key would travel to ${url.host} unencrypted. Give an https URL.`)
  return url.origin
}

/** The configuration of a first installation. */
export function standardConfig(environment: Environment = process.env): string {
  return join(environment['PORTCULLIS_HOME'] ?? 'data', 'portcullis.yaml')
}

async function onMachine(config: string, organisation: string): Promise<FoundControl> {
  const path = resolve(config)
  if (!existsSync(path))
    throw new Stop(
      `There is no installation at ${path}. Name its file with --config, or log in to another one with portcullis login.`,
    )
  const folder = await dataFolderOf(path)
  const door = readDoor(join(folder, DOOR_FILE))
  if (door === undefined)
    throw new Stop(
      `No control plane runs on ${folder}. Start it with portcullis start; \`listen.admin\` must not be "off".`,
    )
  if ('problem' in door) throw new Stop(door.problem)
  const { origin, secret, certificate } = door
  const known = certificate === undefined ? fetch : await fetchKnowing(certificate)
  return { origin, organisation, as: 'machine', authorization: `Bearer ${secret}`, fetch: known }
}

/** The listener is known by its very certificate, whatever name that is for. */
async function fetchKnowing(certificate: string): Promise<typeof fetch> {
  // Read only where it is wanted: commands are quick.
  const { Agent, fetch: fetchBy } = await import('undici')
  const dispatcher = new Agent({ connect: { ca: certificate, checkServerIdentity: () => undefined } })
  return async (address, init) => {
    const { method = 'GET', headers, body, signal } = init ?? {}
    const response = await fetchBy(String(address), {
      method,
      dispatcher,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' && { body }),
      ...(signal && { signal }),
    })
    return new Response(response.body, {
      status: response.status,
      headers: Object.fromEntries(response.headers),
    })
  }
}
