/** A gateway of a configuration file, running: HTTP listener, watch, and an orderly end. */
import type { RunningCatalogue } from '../catalogue/start-catalogue.ts'
import { hereTools } from '../catalogue/tell.ts'
import {
  type Composition,
  type CompositionOptions,
  type CompositionProblem,
  compose,
  httpSettings,
} from '../compose.ts'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import { readFileSet } from '../config/file-set.ts'
import { prepareFolders } from '../config/folders.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Problem } from '../config/problem.ts'
import type { ReloadStatus } from '../config/watch/status.ts'
import { watchConfiguration } from '../config/watch.ts'
import { type HttpListener, listenHttp } from '../gateway/transport/http.ts'
import { systemClock } from '../ports/clock.ts'
import { adoptServers, catalogueAddress, runCatalogue } from './run-catalogue.ts'

/** Milliseconds that calls in flight have to end when the gateway stops. */
const GRACE = 10_000
/** The same for readers of the catalogue: nothing of theirs is lost. */
const CATALOGUE_GRACE = 1000
/** Milliseconds that a start waits to say where the catalogue is. */
const PATIENCE = 5000

/** A gateway that takes calls. */
export interface Running {
  /** `http://127.0.0.1:4100` */
  readonly origin: string
  readonly configuration: Configuration
  /** Where people find the catalogue; undefined where it is switched off or does not listen yet. */
  catalogue(): Promise<string | undefined>
  stop(): Promise<void>
}

/** Why it does not run. */
export type NotRunning = CompositionProblem | { readonly problems: readonly Problem[] }

/** Reads the files of a configuration; its folders exist afterwards. */
export async function readConfiguration(path: string): Promise<Configuration | NotRunning> {
  const world = { environment: process.env, portable: false }
  const loaded = loadConfiguration(await readFileSet(path), world)
  if (!loaded.ok) return { problems: loaded.problems }
  const problem = await prepareFolders(loaded.configuration)
  return problem === undefined ? loaded.configuration : { problem }
}

/** A gateway of a file without a listener. */
export interface ComposedFromFile extends Composition {
  readonly configuration: Configuration
}

/** What the operator is told while a gateway runs. */
export type Telling = Pick<CompositionOptions, 'diagnose' | 'onStderr' | 'onChildExit' | 'onTools' | 'grace'>

/** A gateway that is run with its catalogue. */
export interface WithCatalogue {
  /** Address of the sample server of a first installation. */
  readonly sample: string | undefined
}

/** Puts a gateway together and watches its files; `adopt` is told of every new version. */
export async function composeFromFile(
  path: string,
  telling: Telling,
  adopt: (next: Configuration) => void = () => undefined,
): Promise<ComposedFromFile | NotRunning> {
  const configuration = await readConfiguration(path)
  if (!('settings' in configuration)) return configuration
  const composition = await compose({ configuration, ...telling })
  if ('problem' in composition) return composition
  const watch = watchConfiguration({
    path,
    initial: configuration,
    world: { environment: process.env, portable: false },
    clock: systemClock,
    apply(next) {
      composition.directory.replace(next)
      adopt(next)
    },
    report: (status) => telling.diagnose(statusLine(status)),
  })
  return {
    ...composition,
    configuration,
    async close() {
      await watch.close()
      await composition.close()
    },
  }
}

/** Starts the gateway of a file, and its catalogue where that is wished; edits of the file hold from then on. */
export async function run(path: string, telling: Telling, wish?: WithCatalogue): Promise<Running | NotRunning> {
  let listener: HttpListener | undefined
  let catalogue: RunningCatalogue | undefined
  const composed = await composeFromFile(
    path,
    { ...telling, onTools: ({ slug }, tools) => catalogue?.learned(slug, hereTools(tools.values())) },
    (next) => {
      listener?.adopt(httpSettings(next.settings))
      adoptServers(catalogue, next, wish?.sample)
    },
  )
  if (!('env' in composed)) return composed
  const { configuration } = composed
  try {
    listener = await listenHttp(composed.env, httpSettings(configuration.settings))
  } catch (cause) {
    await composed.close()
    return { problem: listenProblem(configuration, cause) }
  }
  const origin = originOf(configuration, listener.port)
  if (wish !== undefined)
    catalogue = runCatalogue({ ...wish, ...composed, gateway: origin, diagnose: telling.diagnose })
  return {
    origin,
    configuration,
    catalogue: () => catalogueAddress(catalogue, configuration, PATIENCE),
    stop: () => stop(composed, listener, catalogue),
  }
}

async function stop(
  composed: ComposedFromFile,
  listener: HttpListener | undefined,
  catalogue: RunningCatalogue | undefined,
): Promise<void> {
  composed.env.conversations.endListening()
  await Promise.all([listener?.close(GRACE), catalogue?.close(CATALOGUE_GRACE)])
  await composed.close()
}

function originOf({ settings: { tls, listen } }: Configuration, port: number): string {
  return `${tls === undefined ? 'http' : 'https'}://${formatAddress({ host: listen.mcp.host, port })}`
}

const place = ({ file, line, column, message, remedy }: Problem): string =>
  `${file}:${line}:${column} ${message} ${remedy}`

/** Problems as lines: where, what, and what to do. */
export function problemLines(found: NotRunning): string {
  return 'problem' in found ? found.problem : found.problems.map(place).join('\n')
}

function statusLine(status: ReloadStatus): string {
  switch (status.state) {
    case 'in_force': {
      const restart = status.restart.length > 0 ? ` After a restart only: ${status.restart.join(', ')}.` : ''
      return `The edited configuration is in force from the next request on.${restart}`
    }
    case 'rejected':
      return `The edited configuration is not valid, so the one before it stays in force.\n${problemLines(status)}`
    case 'waiting':
      return `The edited configuration gives rights, so it waits for \`portcullis reload --confirm\`.\n${status.loosens.join('\n')}`
    default:
      return status satisfies never
  }
}

function listenProblem({ settings }: Configuration, cause: unknown): string {
  const { host, port } = settings.listen.mcp
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const why = code === 'EADDRINUSE' ? 'another program listens there' : `the system says ${code}`
  return `The gateway cannot listen on ${host}:${port}: ${why}. Write another address into \`listen.mcp\`.`
}
