/** A gateway of a configuration file, running: HTTP listener, watch, and an orderly end. */
import type { RunningCatalogue } from '../catalogue/start-catalogue.ts'
import { hereTools } from '../catalogue/tell.ts'
import { type Composition, type CompositionOptions, compose, httpSettings } from '../compose/compose.ts'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import type { FileSet } from '../config/file-set.ts'
import { addressAmongGateways } from '../config/gateways.ts'
import type { MessageSettings } from '../config/operations.ts'
import type { ReloadStatus } from '../config/watch/status.ts'
import { watchConfiguration } from '../config/watch.ts'
import type { RunningControl } from '../control/start-control.ts'
import { type HttpListener, listenHttp } from '../gateway/transport/http.ts'
import { systemClock } from '../ports/clock.ts'
import { fileFacts } from './file-facts.ts'
import { watchControlPlane, watchEdits, watchListener } from './health-checks.ts'
import { type Hired, type HireOptions, NotHired } from './hire-workers.ts'
import { type NotRunning, problemLines, readConfiguration } from './read-configuration.ts'
import { adoptServers, catalogueAddress, runCatalogue } from './run-catalogue.ts'
import { type Administration, administrationAt, administrationOf, adminTls, runControl, within } from './run-control.ts'
import { withSample } from './sample-facts.ts'
import { stopRunning } from './stop-running.ts'
import { hireFor } from './workers/hire-for.ts'

/** Milliseconds that a start waits to say where the catalogue and the control plane are. */
const PATIENCE = 15_000
/** Milliseconds that calls wait for the control plane's directory: without it, its grants would be unknown. */
const DIRECTORY_PATIENCE = 15_000

/** A gateway that takes calls. */
export interface Running {
  /** `http://127.0.0.1:4100` */
  readonly origin: string
  readonly configuration: Configuration
  /** Where people find the catalogue; undefined where it is switched off or does not listen yet. */
  catalogue(): Promise<string | undefined>
  /** Where people administer it; undefined where there is no control plane or it does not listen yet. */
  administration(): Promise<Administration | undefined>
  /** How the servers stand that were used. */
  standings: Composition['env']['upstreams']['standings']
  stop(): Promise<void>
}

/** A gateway of a file without a listener. */
export interface ComposedFromFile extends Composition {
  readonly configuration: Configuration
}

/** What the operator is told while a gateway runs. */
export type Telling = Pick<
  CompositionOptions,
  'diagnose' | 'onStderr' | 'onChildExit' | 'onTools' | 'grace' | 'approvals'
> & {
  /** How the operator wants to be told, once the configuration was read. */
  readonly speak?: (how: MessageSettings) => void
}

/** A gateway that is run with its catalogue and its control plane. */
export interface WithCatalogue {
  /** Address of the sample server of a first installation. */
  readonly sample: string | undefined
  /** Processes that take calls, whatever the file says of it. */
  readonly workers?: number | undefined
}

/** How a gateway is put together from a file. */
export interface FromFile extends Telling {
  /** Is told of every new version. */
  readonly adopt?: (next: Configuration, set: FileSet) => void | Promise<void>
  /** With a control plane, where the file has one. */
  readonly administered?: boolean
  /** Address of the sample server of a first installation. */
  readonly sample?: string | undefined
}

/** Puts a gateway together and watches its files. */
export async function composeFromFile(
  path: string,
  { adopt, administered = false, sample, speak, ...telling }: FromFile,
): Promise<ComposedFromFile | NotRunning> {
  const configuration = await readConfiguration(path)
  if (!('settings' in configuration)) return configuration
  speak?.(configuration.settings.operations.messages)
  let current = configuration
  const composition = await compose({
    configuration,
    ...telling,
    ...(administered &&
      configuration.settings.listen.admin && {
        administration: { file: () => withSample(fileFacts(current), current, sample) },
      }),
  })
  if ('problem' in composition) return composition
  const watch = watchConfiguration({
    path,
    initial: configuration,
    world: { environment: process.env, portable: false },
    clock: systemClock,
    async apply(next, set) {
      current = next
      composition.directory.replace(next)
      await adopt?.(next, set)
    },
    report: (status) => telling.diagnose(statusLine(status)),
  })
  watchEdits(composition, watch)
  watchControlPlane(composition)
  return {
    ...composition,
    configuration,
    async close() {
      await watch.close()
      await composition.close()
    },
  }
}

/** The threads beside the gateway. */
interface Beside {
  listener?: HttpListener
  catalogue?: RunningCatalogue | undefined
  control?: RunningControl | undefined
  /** Who takes calls in its place. */
  hired?: Hired | undefined
}

/** Starts the gateway of a file, and what stands beside it where that is wished; edits of the file hold from then on. */
export async function run(path: string, telling: Telling, wish?: WithCatalogue): Promise<Running | NotRunning> {
  const beside: Beside = {}
  const made = await composeFromFile(path, {
    ...telling,
    onTools: ({ slug }, tools) => beside.catalogue?.learned(slug, hereTools(tools.values())),
    administered: wish !== undefined,
    sample: wish?.sample,
    async adopt(next, set) {
      beside.listener?.adopt(httpSettings(next.settings))
      beside.control?.adopt(withSample(fileFacts(next), next, wish?.sample), adminTls(next))
      adoptServers(beside.catalogue, next, wish?.sample)
      await beside.hired?.adopt(set)
    },
  })
  if (!('env' in made)) return made
  const { configuration } = made
  const onTools: HireOptions['onTools'] = (slug, tools) => beside.catalogue?.learned(slug, tools)
  const hired = await hireFor(made, { ...telling, ...wish, path, onTools })
  if (hired !== undefined && 'problem' in hired) {
    await made.close()
    return hired
  }
  beside.hired = hired
  const composed = hired === undefined ? made : { ...made, line: hired.line }
  const problem = await begin(composed, beside, { ...telling, sample: wish?.sample })
  if (problem !== undefined) {
    await stop(composed, beside)
    return { problem }
  }
  const origin = originOf(configuration, beside.listener?.port ?? 0)
  const gateway = publicOrigin(configuration, origin)
  if (wish !== undefined) beside.catalogue = runCatalogue({ ...wish, ...composed, gateway, diagnose: telling.diagnose })
  const administration = administrationOf(beside.control, configuration, PATIENCE)
  const address = addressOf(configuration, beside.listener?.port ?? 0)
  composed.line?.announce({ gateway, issuer: undefined, address })
  announceLater(composed, beside, { ...telling, gateway, address, administration }).catch(telling.diagnose)
  return {
    origin,
    configuration,
    catalogue: () => catalogueAddress(beside.catalogue, configuration, PATIENCE),
    administration: () => administration,
    standings: () => composed.env.upstreams.standings(),
    stop: () => stop(composed, beside),
  }
}

/** Tells the gateway where the control plane is, and the operator where that could not be said at the start. */
async function announceLater(
  { line, configuration }: ComposedFromFile,
  { control }: Beside,
  { diagnose, gateway, address, administration }: Telling & Announced,
): Promise<void> {
  const said = await administration
  const at = await control?.listening
  if (at === undefined) return
  const { origin, setUp } = administrationAt(configuration, at)
  line?.announce({ gateway, issuer: origin, address })
  if (said === undefined) diagnose([`The control plane listens on ${origin} now.`, setUp ?? ''].join('\n').trim())
}

interface Announced {
  /** Where MCP clients connect. */
  readonly gateway: string
  /** Where the other gateways of the database reach this one. */
  readonly address: string | undefined
  /** What is said at the start. */
  readonly administration: Promise<Administration | undefined>
}

/** Starts the control plane, takes over what it knows, then takes calls; what stands in the way, if anything does. */
async function begin(
  composed: ComposedFromFile,
  beside: Beside,
  { diagnose, sample }: Telling & Pick<FromFile, 'sample'>,
): Promise<string | undefined> {
  const { configuration } = composed
  beside.control = runControl({ ...composed, sample, diagnose })
  if (beside.control !== undefined) {
    const begun = await within(
      beside.control.begun.then((problem) => ({ problem })),
      DIRECTORY_PATIENCE,
    )
    if (begun?.problem !== undefined) return begun.problem
    if (begun === undefined)
      diagnose('The control plane is late: what it knows of servers and grants holds once it tells it.')
  }
  try {
    beside.listener = await (beside.hired?.listen() ?? listenHttp(composed.env, httpSettings(configuration.settings)))
    watchListener(composed, beside.listener)
    return undefined
  } catch (cause) {
    return cause instanceof NotHired ? cause.message : listenProblem(configuration, cause)
  }
}

const stop = (composed: ComposedFromFile, beside: Beside): Promise<void> =>
  stopRunning({ composed, ...beside }, composed.configuration.settings.operations.stop)

/** Where the other gateways of the database reach this one. */
const addressOf = ({ settings: { gateways, listen, tls } }: Configuration, port: number): string | undefined =>
  addressAmongGateways(gateways, { host: listen.mcp.host, port, secure: tls !== undefined })

/** What clients are told to connect to. */
const publicOrigin = ({ settings: { publicUrl } }: Configuration, origin: string): string =>
  publicUrl === undefined ? origin : publicUrl.href.replace(/\/$/, '')

function originOf({ settings: { tls, listen } }: Configuration, port: number): string {
  return `${tls === undefined ? 'http' : 'https'}://${formatAddress({ host: listen.mcp.host, port })}`
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
