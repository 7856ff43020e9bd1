/** What a command starts: the package behind `npx`, `uvx`, `docker run`, a path into `node_modules`, a bridge to an address. */
import { repositoryOf } from '../import/identity.ts'
import { looksSecret, maskUrl } from './mask.ts'

/** A package that a command fetches or runs. */
export interface LaunchedPackage {
  /** `npm`, `pypi`, `oci`, `nuget`. */
  readonly registry: string
  readonly name: string
  /** As it is written; absent where none is, or where it says `latest`. */
  readonly version?: string
}

/** What is known of a command. Everything may be missing: then it runs something of this machine. */
export interface Launch {
  readonly package?: LaunchedPackage
  /** Whether the command fetches the package when it starts. */
  readonly fetched: boolean
  /** `github.com/owner/name`. */
  readonly repository?: string
  /** Where a bridge leads: an address without its secrets. */
  readonly url?: string
  /** Set where the command is this gateway's own. */
  readonly guard?: 'wrap' | 'bridge'
}

const NOTHING: Launch = { fetched: false }

/** Options of runners that take the next argument. */
const TAKES_VALUE: Readonly<Record<string, ReadonlySet<string>>> = {
  npx: new Set(['-p', '--package', '-c', '--call', '-w', '--workspace', '--registry', '--prefix', '--cache']),
  uvx: new Set(['--from', '--with', '--python', '-p', '--index-url', '--index', '--directory', '--project', '--extra']),
  docker: new Set([
    ...['-e', '--env', '--env-file', '-v', '--volume', '--mount', '-p', '--publish', '--name', '--network', '--net'],
    ...['-w', '--workdir', '-u', '--user', '--entrypoint', '--platform', '-m', '--memory', '--cpus', '-l', '--label'],
    ...['--add-host', '--gpus', '--pull', '-h', '--hostname', '--cap-add', '--cap-drop', '--security-opt', '--tmpfs'],
  ]),
  node: new Set(['-r', '--require', '--import', '--loader', '--env-file', '-C', '--conditions', '-e', '--eval']),
  none: new Set(),
}

/** A command's arguments, as runners read them. */
interface Split {
  readonly options: ReadonlyMap<string, string>
  readonly rest: readonly string[]
}

/** The option at a place: its name, its value, and how many arguments it takes. */
function optionAt(args: readonly string[], at: number, takes: ReadonlySet<string>): readonly [string, string, number] {
  const argument = args[at] ?? ''
  const equals = argument.indexOf('=')
  if (equals >= 0) return [argument.slice(0, equals), argument.slice(equals + 1), 1]
  return takes.has(argument) ? [argument, args[at + 1] ?? '', 2] : [argument, '', 1]
}

/** Options first, then the first argument that is none and everything after it. */
function split(args: readonly string[], runner: string): Split {
  const takes = TAKES_VALUE[runner] ?? new Set<string>()
  const options = new Map<string, string>()
  let at = 0
  while (args[at]?.startsWith('-') === true) {
    if (args[at] === '--') return { options, rest: args.slice(at + 1) }
    const [name, value, taken] = optionAt(args, at, takes)
    options.set(name, value)
    at += taken
  }
  return { options, rest: args.slice(at) }
}

const VERSION = /^(?:sha256:)?[\w.+^~<>=*-]{1,80}$/

/** A version that is none is not kept: anything may stand there. */
function versioned(registry: string, name: string, version: string | undefined): LaunchedPackage {
  const isSaid = version !== undefined && version !== 'latest' && VERSION.test(version) && !isKey(version)
  const said = isSaid ? version : undefined
  return said === undefined ? { registry, name } : { registry, name, version: said }
}

/** Whether what stands where a package or a version should is a key that slipped there; a digest is none. */
function isKey(text: string): boolean {
  return !text.startsWith('sha256:') && looksSecret(text)
}

const NPM_NAME = /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i
const PYPI_NAME = /^[a-z0-9][\w.-]*$/i

function npmPackage(spec: string): Launch {
  const repository = repositoryOf(spec.replace(/^([\w.-]+\/[\w.-]+)(?=#|$)/, 'github:$1'))
  if (repository !== undefined && !spec.startsWith('@')) return { fetched: true, repository: repository.key }
  const at = spec.indexOf('@', 1)
  const name = at < 0 ? spec : spec.slice(0, at)
  if (name.length > 214 || !NPM_NAME.test(name) || isKey(name)) return NOTHING
  return { fetched: true, package: versioned('npm', name.toLowerCase(), at < 0 ? undefined : spec.slice(at + 1)) }
}

function pypiPackage(spec: string): Launch {
  const address = /git\+(\S+)$/.exec(spec)?.[1]
  const repository = address === undefined ? undefined : repositoryOf(address.replace(/@[^/@]*$/, ''))
  if (repository !== undefined) return { fetched: true, repository: repository.key }
  const [, name = '', version] = /^([\w.-]+)(?:\[[^\]]*\])?(?:(?:@|[=~<>]=+)(.*))?$/.exec(spec) ?? []
  if (name.length > 100 || !PYPI_NAME.test(name) || isKey(name)) return NOTHING
  return { fetched: true, package: versioned('pypi', name, /[~<>]/.test(spec) ? undefined : version) }
}

function image(spec: string): Launch {
  if (!/^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/i.test(spec)) return NOTHING
  if (spec.split(/[/:@]/).some((part) => !/^[0-9a-f]{64}$/.test(part) && looksSecret(part))) return NOTHING
  const [plain = '', digest] = spec.split('@')
  const colon = plain.lastIndexOf(':')
  const tagged = colon > plain.lastIndexOf('/')
  const name = (tagged ? plain.slice(0, colon) : plain).replace(/^docker\.io\//, '')
  return { fetched: true, package: versioned('oci', name, digest ?? (tagged ? plain.slice(colon + 1) : undefined)) }
}

/** The package that a path inside `node_modules` or `site-packages` belongs to, or that is named like a module of one. */
function installed(path: string): Launch {
  const parts = path.slice(0, 1_000).split(/[/\\]+/)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return NOTHING
  const [first = '', second = ''] = parts.slice(at + 1)
  const name = first.startsWith('@') ? `${first}/${second}` : first
  return NPM_NAME.test(name) ? { fetched: false, package: { registry: 'npm', name: name.toLowerCase() } } : NOTHING
}

function addressIn(args: readonly string[]): string | undefined {
  const url = args.find((argument) => /^https?:\/\//i.test(argument))
  return url === undefined ? undefined : maskUrl(url).text
}

/** Packages that only carry another server's words. */
const BRIDGES = new Set([
  'mcp-remote',
  'supergateway',
  'mcp-proxy',
  '@pyroprompts/mcp-stdio-to-streamable-http-adapter',
])

/** What stands behind a package that leads on to another command or to an address. */
function through(launch: Launch, args: readonly string[], depth: number): Launch {
  const name = launch.package?.name
  if (name === 'portcullis') return ownCommand(args, depth)
  if (name === undefined || !BRIDGES.has(name)) return launch
  const url = addressIn(args)
  return url === undefined ? launch : { fetched: launch.fetched, url }
}

function ownCommand(args: readonly string[], depth: number): Launch {
  const [verb] = args
  if (verb === 'bridge') {
    const url = addressIn(args)
    return { fetched: false, guard: 'bridge', ...(url !== undefined && { url }) }
  }
  if (verb !== 'wrap') return NOTHING
  const inner = args.slice(args.indexOf('--') + 1)
  const [command, ...rest] = args.includes('--') ? inner : []
  const behind = command === undefined ? NOTHING : launchOf(command, rest, depth + 1)
  return { ...behind, guard: 'wrap' }
}

type Runner = (args: readonly string[], depth: number) => Launch

function runner(kind: keyof typeof TAKES_VALUE, named: (spec: string) => Launch, ...from: readonly string[]): Runner {
  return (args, depth) => {
    const { options, rest } = split(args, kind)
    const wanted = from.map((option) => options.get(option)).find((value) => value !== undefined && value !== '')
    const [first, ...after] = rest
    const spec = wanted ?? first
    return spec === undefined ? NOTHING : through(named(spec), wanted === undefined ? after : rest.slice(1), depth)
  }
}

const npx = runner('npx', npmPackage, '-p', '--package')
const uvx = runner('uvx', pypiPackage, '--from')

/** Runs `then` on what follows the words, where they are the first that are no options. */
function after(words: ReadonlyMap<string, Runner>): Runner {
  return (args, depth) => {
    const [first = '', ...rest] = split(args, 'none').rest
    return words.get(first)?.(rest, depth) ?? NOTHING
  }
}

const script: Runner = (args, depth) => {
  const [path = '', ...rest] = split(args, 'node').rest
  if (/(?:^|[/\\])portcullis(?:\.js)?$/.test(path)) return ownCommand(rest, depth)
  const launch = installed(path)
  return launch.package === undefined ? launch : through(launch, rest, depth)
}

const python: Runner = (args) => {
  const at = args.indexOf('-m')
  const module = at < 0 ? undefined : args[at + 1]?.split('.')[0]
  return module === undefined ? NOTHING : { ...pypiPackage(module.replaceAll('_', '-')), fetched: false }
}

const docker = after(new Map([['run', runner('docker', image)]]))

const command: Runner = ([first, ...rest], depth) => (first === undefined ? NOTHING : launchOf(first, rest, depth + 1))

const shell: Runner = (args, depth) => command(args.slice(args.findIndex((one) => /^[-/]c$/i.test(one)) + 1), depth)

const environment: Runner = (args, depth) => command(args.slice(args.findIndex((one) => !/^-|=/.test(one))), depth)

const deno: Runner = (args) => {
  const spec = args.find((argument) => argument.startsWith('npm:'))
  return spec === undefined ? NOTHING : npmPackage(spec.slice(4))
}

const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ...['npx', 'bunx', 'pnpx'].map((name): [string, Runner] => [name, npx]),
  ['uvx', uvx],
  [
    'npm',
    after(
      new Map([
        ['exec', npx],
        ['x', npx],
      ]),
    ),
  ],
  [
    'pnpm',
    after(
      new Map([
        ['dlx', npx],
        ['exec', npx],
      ]),
    ),
  ],
  ['yarn', after(new Map([['dlx', npx]]))],
  [
    'bun',
    after(
      new Map([
        ['x', npx],
        ['run', script],
      ]),
    ),
  ],
  [
    'uv',
    after(
      new Map([
        ['tool', after(new Map([['run', uvx]]))],
        ['x', uvx],
      ]),
    ),
  ],
  ['pipx', after(new Map([['run', runner('uvx', pypiPackage, '--spec')]]))],
  ['docker', docker],
  ['podman', docker],
  ['node', script],
  ['tsx', script],
  ...['python', 'python3', 'py'].map((name): [string, Runner] => [name, python]),
  ['deno', deno],
  ['cmd', shell],
  ['env', environment],
  ['wsl', command],
  ['portcullis', ownCommand],
])

/** A wrapper around a wrapper around … ends here. */
const DEPTH = 4

/** Reads what a command starts. Nothing is run, nothing is looked up. Linear. */
export function launchOf(program: string, args: readonly string[], depth = 0): Launch {
  if (depth > DEPTH) return NOTHING
  const name = (program.slice(0, 1_000).split(/[/\\]/).at(-1) ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat|ps1)$/, '')
  const runs = RUNNERS.get(name)
  if (runs !== undefined) return runs(args, depth)
  const launch = installed(program)
  if (launch.package !== undefined) return launch
  return /^(?:mcp-server-|server-)[a-z0-9-]+$|-mcp(?:-server)?$|^mcp-[a-z0-9-]+$/.test(name)
    ? { fetched: false, package: { registry: 'unknown', name } }
    : NOTHING
}
