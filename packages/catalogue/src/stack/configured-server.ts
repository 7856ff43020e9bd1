/** A server as a client's configuration names it, without its secrets. */
import type { Transport } from '../entry.ts'
import { cut, visible } from '../text.ts'
import { type Launch, launchOf } from './launch.ts'
import { isSecretName, maskArguments, maskProgram, maskUrl } from './mask.ts'
import { type ConfigNode, firstMember, flagOf, keysOf, textOf, textsOf } from './node.ts'

/** One server of a configuration. Values of variables and headers are never kept, names are. */
export interface ConfiguredServer {
  readonly name: string
  /** Line on which it begins, from 1; and the offset of its key, which no two servers of a text share. */
  readonly line: number
  readonly at: number
  readonly transport: Transport
  /** Program and arguments, secrets replaced; absent for a server that is reached by an address. */
  readonly command?: { readonly program: string; readonly args: readonly string[] }
  readonly launch: Launch
  /** Without credentials, query and parts that look like keys. */
  readonly url?: string
  /** Names of variables and of headers. */
  readonly environment: readonly string[]
  readonly headers: readonly string[]
  /** How many arguments, and whether the address, held a secret. */
  readonly secrets: number
  /** Names of variables and headers whose secret stands in the file itself, and is no reference to a variable. */
  readonly plainSecrets: readonly string[]
  readonly disabled: boolean
  /** Folder of the project that it belongs to, where the file says one. */
  readonly project?: string
  /** Tools that the client calls without asking: names, or `all`. */
  readonly unasked: readonly string[] | 'all'
  /** Tools that the client offers at all; absent where all. */
  readonly only?: readonly string[]
  /** Tools that the client leaves out. */
  readonly without: readonly string[]
}

/** Where a server's section stands. */
export interface SectionPlace {
  readonly name: string
  readonly line: number
  readonly at: number
  readonly project?: string | undefined
}

/** Most arguments, names and tools of one server that are read. */
const MOST = 200

function shown(text: string, limit = 400): string {
  return cut(visible(cut(text, limit * 2)).replace(/\s+/g, ' '), limit)
}

function names(texts: readonly string[]): readonly string[] {
  return texts.slice(0, MOST).map((text) => shown(text, 128))
}

/** The program and its arguments as they are written: as two members, as one list, or as an object of its own. */
export function commandOf(
  section: ConfigNode,
): { readonly program: string; readonly args: readonly string[] } | undefined {
  const command = firstMember(section, 'command')
  const args = textsOf(firstMember(section, 'args', 'arguments')).slice(0, MOST)
  const program = textOf(command)
  if (program !== undefined) return program === '' ? undefined : { program, args }
  if (command?.kind === 'array') {
    const [first, ...rest] = textsOf(command).slice(0, MOST)
    return first === undefined ? undefined : { program: first, args: [...rest, ...args] }
  }
  const path = command === undefined ? undefined : textOf(firstMember(command, 'path', 'command'))
  if (command === undefined || path === undefined || path === '') return undefined
  return { program: path, args: textsOf(firstMember(command, 'args')).slice(0, MOST) }
}

/** A command written as one line is read as its words. */
function words(command: { readonly program: string; readonly args: readonly string[] }): typeof command {
  if (command.args.length > 0 || !/\s/.test(command.program) || /^(?:[A-Z]:)?[/\\].*\s/i.test(command.program)) {
    return command
  }
  const [program = '', ...args] = command.program.trim().split(/\s+/)
  return { program, args }
}

function transportOf(section: ConfigNode, url: string | undefined, launch: Launch): Transport {
  const said = (textOf(firstMember(section, 'type', 'transport')) ?? '').toLowerCase()
  if (url === undefined) return launch.url === undefined ? 'stdio' : 'http'
  const gemini = firstMember(section, 'url') !== undefined && firstMember(section, 'httpUrl') !== undefined
  return said === 'sse' || (said === '' && !gemini && /\/sse\/?$/.test(url)) ? 'sse' : 'http'
}

function isDisabled(section: ConfigNode): boolean {
  return flagOf(firstMember(section, 'disabled')) === true || flagOf(firstMember(section, 'enabled')) === false
}

function unaskedOf(section: ConfigNode): readonly string[] | 'all' {
  if (flagOf(firstMember(section, 'trust')) === true) return 'all'
  const list = names(textsOf(firstMember(section, 'alwaysAllow', 'autoApprove', 'always_allow', 'autoAllow')))
  return list.includes('*') ? 'all' : list
}

function headersOf(section: ConfigNode): readonly string[] {
  const init = firstMember(section, 'requestInit')
  const own = firstMember(section, 'headers', 'http_headers') ?? (init && firstMember(init, 'headers'))
  const token = textOf(firstMember(section, 'bearer_token_env_var'))
  return names([
    ...keysOf(own),
    ...keysOf(firstMember(section, 'env_http_headers')),
    ...(token ? ['Authorization'] : []),
  ])
}

/** What stands for a value that is to be filled in, or is kept elsewhere. */
const PLACEHOLDER =
  /^\s*(?:(?:Bearer|token)\s+)?(?:$|\$|<|\{|%|[xX*•.…]+\s*$|(?:your|my|the|change|replace|insert)[-_ ])/i

function plainSecretsOf(section: ConfigNode): readonly string[] {
  const sources = [firstMember(section, 'env', 'environment'), firstMember(section, 'headers', 'http_headers')]
  const found = sources.flatMap((node) =>
    node?.kind === 'object'
      ? [...node.members].flatMap(([name, { value }]) => {
          const text = textOf(value) ?? ''
          return isSecretName(name) && !PLACEHOLDER.test(text.slice(0, 200)) ? [name] : []
        })
      : [],
  )
  return names(found)
}

/** Whether a section is a server's at all: it has a command or an address. */
export function isServerSection(section: ConfigNode): boolean {
  return section.kind === 'object' && firstMember(section, 'command', ...ADDRESSES) !== undefined
}

const ADDRESSES = ['url', 'httpUrl', 'serverUrl', 'server_url', 'endpoint'] as const

/** Reads one section; undefined where it has neither a command nor an address. */
export function configuredServer(section: ConfigNode, place: SectionPlace): ConfiguredServer | undefined {
  const written = commandOf(section)
  const address = textOf(firstMember(section, 'httpUrl', 'serverUrl', 'server_url', 'url', 'endpoint'))
  if (written === undefined && (address === undefined || address === '')) return undefined
  const command = written === undefined ? undefined : words(written)
  const launch: Launch = command === undefined ? { fetched: false } : launchOf(command.program, command.args)
  const masked = command === undefined ? undefined : maskArguments(command.args)
  const url = command === undefined && address !== undefined ? maskUrl(address) : undefined
  const only = firstMember(section, 'includeTools', 'enabled_tools', 'enabledTools', 'tools')
  return {
    name: shown(place.name, 128),
    line: place.line,
    at: place.at,
    transport: transportOf(section, url?.text, launch),
    ...(command !== undefined &&
      masked !== undefined && {
        command: { program: shown(maskProgram(command.program)), args: masked.args.map((argument) => shown(argument)) },
      }),
    launch,
    ...(url !== undefined && { url: shown(url.text) }),
    environment: names(keysOf(firstMember(section, 'env', 'environment'))),
    headers: headersOf(section),
    secrets: (masked?.secrets.length ?? 0) + (url?.secret === true ? 1 : 0),
    plainSecrets: plainSecretsOf(section),
    disabled: isDisabled(section),
    ...(place.project !== undefined && { project: shown(place.project) }),
    unasked: unaskedOf(section),
    ...(only?.kind === 'array' && !textsOf(only).includes('*') && { only: names(textsOf(only)) }),
    without: names(textsOf(firstMember(section, 'excludeTools', 'disabled_tools', 'disabledTools'))),
  }
}

/** Names of variables and headers by which a server is given secrets. */
export function secretNames(server: ConfiguredServer): readonly string[] {
  return [...server.environment, ...server.headers].filter(isSecretName)
}
