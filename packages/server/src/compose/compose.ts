/** The composition root: a configuration becomes a running gateway. The only file that knows every part. */
import { createHmac } from 'node:crypto'
import { constants } from 'node:os'
import type { Configuration, Settings } from '../config/configuration.ts'
import { hostsAllowed } from '../config/hosts.ts'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import type { DeriveKey } from '../crypto/keys.ts'
import type { Approvals } from '../gateway/approve/approvals.ts'
import { createCallFacts } from '../gateway/call-facts.ts'
import { createStateSealer } from '../gateway/continuation.ts'
import type { Environment } from '../gateway/environment.ts'
import { createIds } from '../gateway/ids.ts'
import { createInjectedSecrets } from '../gateway/injected-secrets.ts'
import { createRecorder } from '../gateway/record.ts'
import { refusalMeter } from '../gateway/refusal-rate.ts'
import { Conversations } from '../gateway/session/conversations.ts'
import { createOthers } from '../gateway/session/others.ts'
import { keepCurrent } from '../gateway/session/revocation.ts'
import { createSessionSlots } from '../gateway/session/session-slots.ts'
import { TaskOwners } from '../gateway/session/task-owners.ts'
import type { KnownTool } from '../gateway/tools/known-tool.ts'
import { createKnownTools } from '../gateway/tools/known-tools.ts'
import { forBothEras } from '../gateway/translate/for-both-eras.ts'
import { proxyTrust } from '../gateway/transport/client-address.ts'
import type { HttpSettings } from '../gateway/transport/http-settings.ts'
import type { ExitStatus } from '../gateway/upstream/child.ts'
import { openUpstream } from '../gateway/upstream/open-upstream.ts'
import { signalGroups } from '../gateway/upstream/process-group.ts'
import type { UpstreamOptions } from '../gateway/upstream/stdio.ts'
import { createUpstreams, type Upstreams } from '../gateway/upstreams.ts'
import { createReader } from '../gateway/wire/read.ts'
import { CLIENT_RULES } from '../gateway/wire/scan.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import type { OpenIntent } from '../ports/counter-store.ts'
import type { Caller, Server } from '../ports/directory.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import type { FileDirectory } from '../store/file/directory.ts'
import { settleOnceWritten } from '../store/settle-once-written.ts'
import { type AdministrationOptions, type OpenedDirectory, openDirectory } from './directory.ts'
import type { ControlLine, GatewayLine } from './line.ts'
import { type OpenPlace, openOwnPlace, type Place } from './place.ts'
import { composeTelemetry, type Telemetry } from './telemetry.ts'
import { type ComposedTogether, composeTogether } from './together.ts'
import { keepObjectsYoung } from './young-heap.ts'

/** Everything of a gateway but its listeners. */
export interface Composition {
  readonly env: Environment
  readonly directory: FileDirectory
  /** To the control plane; undefined where there is none. */
  readonly line: ControlLine | undefined
  /** Where it counts and records. */
  readonly place: Place
  readonly telemetry: Telemetry
  /** Derives keys from the installation's. */
  readonly deriveKey: DeriveKey
  /** Signals every child and what it started: when whoever waits for this process will not wait for long. */
  signalChildren(signal: 'SIGTERM' | 'SIGKILL'): void
  /** Ends conversations, children, connections; writes what is pending; lets go of the data folder. */
  close(): Promise<void>
}

/** Why no gateway could be made of the configuration: what was tried and what to do. */
export interface CompositionProblem {
  readonly problem: string
}

export interface CompositionOptions {
  readonly configuration: Configuration
  /** A line for the operator. */
  readonly diagnose: (text: string, cause?: unknown) => void
  /** A line of a child's standard error. */
  readonly onStderr?: (line: string) => void
  /** A child is gone; the code is its own, or 128 and the number of its signal, as a shell says it. */
  readonly onChildExit?: (code: number) => void
  /** Another list of a server's tools is known than before. */
  readonly onTools?: (server: Server, tools: ReadonlyMap<string, KnownTool>) => void
  /** There is a control plane: what it tells through `line` holds beside the file. Undefined: there is none. */
  readonly administration?: AdministrationOptions | undefined
  /** Where people are asked, if not in the control plane. */
  readonly approvals?: ApprovalStore | undefined
  /** Where it counts and records; undefined: in a data folder of its own. */
  readonly open?: OpenPlace | undefined
  /** The other gateways of the installation; undefined: there are none. */
  readonly neighbours?: Neighbours | undefined
  /** Milliseconds that a child has after the end of its input, and again after SIGTERM. */
  readonly grace?: number | undefined
  readonly clock?: Clock
}

/** Opens the data folder and everything that lives in it, and puts the parts together. */
export async function compose(options: CompositionOptions): Promise<Composition | CompositionProblem> {
  const { configuration, clock = systemClock, diagnose, administration, open = openOwnPlace } = options
  const { settings } = configuration
  keepObjectsYoung()
  const place = await open({ settings, clock, diagnose, administered: administration !== undefined })
  if ('problem' in place) return place
  try {
    return await assemble(options, place, clock)
  } catch (cause) {
    place.release()
    return { problem: cause instanceof Error ? cause.message : String(cause) }
  }
}

async function assemble(options: CompositionOptions, opened: Place, clock: Clock): Promise<Composition> {
  const { configuration, diagnose, onTools } = options
  const place = { ...opened, counters: keepingIntents(opened) }
  const { settings } = configuration
  const { among, audit, counters, derive } = place
  const nextId = createIds()
  const telemetry = composeTelemetry({ clock, counters, among, log: audit.log, nextId })
  const { vitals } = telemetry
  const telling = { counters: telemetry.counters, vitals, onAudit: audit.hear, among }
  const { directory, line, administering } = openDirectory(configuration, { ...options, clock, ...telling })
  const upstreams = upstreamsOf(waysTo(options, clock), administering)
  const others = createOthers(options.neighbours ?? among.neighbours, derive, clock)
  const conversations = new Conversations(upstreams, createSessionSlots(), settings.limits, others)
  telemetry.watch(conversations, upstreams)
  const env: Environment = {
    directory,
    counters: telemetry.counters,
    clock,
    currency: among.currency,
    recorder: createRecorder(telemetry.sink, clock, nextId, keyedDigester(derive('target-digests')).for([])),
    upstreams,
    conversations,
    others,
    knownTools: createKnownTools({ diagnose, onAdopted: hearing(onTools, line) }),
    flow: counters.flow,
    tasks: new TaskOwners(),
    states: createStateSealer({ id: others.homes.self, secret: derive('request-state') }, () => clock.now()),
    readMessage: createReader({ ...CLIENT_RULES, maxDepth: settings.limits.maxDepth }),
    nextId,
    valueDigest: keyedDigester(derive('counter-values')).for([]),
    callFacts: createCallFacts(audit.facts),
    secretsOf: createInjectedSecrets(line?.vault),
    refusals: refusalMeter({ perSecond: settings.limits.refusalsPerSecond }),
    trustsOwnMeta: false,
    ownHosts: hostsAllowed(settings, settings.listen.mcp.port),
    ...(line && administered(line)),
    approvals: approvalsOf(options.approvals ?? line?.approvals, derive),
    ready: telemetry.health.ready,
    tracer: telemetry.tracer,
    diagnose,
  }
  const stopKeeping = keepCurrent(env)
  const together = composeTogether(env, settings.limits, derive)
  reportOpenIntents(env)
  counters.onIntents(() => reportOpenIntents(env))
  return {
    env: { ...env, together: together.env },
    directory,
    line,
    place,
    telemetry,
    deriveKey: derive,
    signalChildren: signalGroups,
    close: () => closeParts(env, { telemetry, together, stopKeeping, line, place }),
  }
}

/** Calls that may not be forgotten are settled when the log has them. */
const keepingIntents = ({ counters, audit }: Place): Place['counters'] => ({
  ...counters,
  store: settleOnceWritten(counters.store, audit.log),
})

interface Closing {
  readonly telemetry: Telemetry
  readonly together: ComposedTogether
  readonly stopKeeping: () => void
  readonly line: GatewayLine | undefined
  readonly place: Place
}

/** What others write into is closed after them. */
async function closeParts({ conversations, upstreams }: Environment, parts: Closing): Promise<void> {
  const { telemetry, together, stopKeeping, line, place } = parts
  const { counters, audit } = place
  telemetry.close()
  await together.close()
  stopKeeping()
  await conversations.closeAll()
  await upstreams.close()
  line?.approvals.close()
  await counters.store.close()
  counters.flow.close()
  await audit.close()
  place.release()
}

function upstreamsOf(
  ways: UpstreamOptions & { readonly clock: Clock },
  administering: OpenedDirectory['administering'],
): Upstreams {
  const { clock } = ways
  return createUpstreams(
    (server, owner, tally) =>
      forBothEras(server, openUpstream(server, { ...ways, tally }, administering?.(server, owner)), clock),
    () => clock.monotonic(),
  )
}

/** What the control plane's line lends to the flow. */
const administered = (line: GatewayLine) => ({
  vault: line.vault,
  inquiry: line.inquiry,
  authorizationServer: () => line.issuer(),
  onUsed: (caller: Caller) => line.usage.note(caller),
})

/** What answers are bound to has no meaning to whoever reads the store. */
function approvalsOf(store: ApprovalStore | undefined, derive: DeriveKey): Approvals | undefined {
  const key = derive('approval-bindings')
  return store && { store, digest: (text) => createHmac('sha256', key).update(text).digest('hex') }
}

function waysTo(options: CompositionOptions, clock: Clock): UpstreamOptions {
  const { onStderr, onChildExit, grace, configuration } = options
  return {
    clock,
    client: configuration.settings.upstreamClient,
    ...(grace !== undefined && { grace }),
    ...(onStderr && { onStderr }),
    ...(onChildExit && { onExit: (status) => onChildExit(exitCode(status)) }),
  }
}

type OnTools = NonNullable<CompositionOptions['onTools']>

/** What organisations keep is told to the control plane alone. */
const hearing =
  (onTools: OnTools | undefined, line: GatewayLine | undefined): OnTools =>
  (server, tools) =>
    server.administration === undefined ? onTools?.(server, tools) : line?.heard(server, tools)

function exitCode({ code, signal }: ExitStatus): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

function reportOpenIntents(env: Environment): void {
  const left = env.counters.takeOpenIntents()
  reportLeft(env, left)
  for (const { reservation } of left) env.counters.settle(reservation, 'commit')
}

/** Calls that another process sent, and died before it heard of them: what became of them is unknown. */
export function reportLeft(env: Pick<Environment, 'recorder' | 'diagnose'>, left: readonly OpenIntent[]): void {
  for (const intent of left) {
    env.recorder.leftOpen(intent)
    env.diagnose(
      `Of a call of ${intent.tool} on ${intent.server} it is unknown whether it happened: the gateway stopped meanwhile.`,
    )
  }
}

/** The HTTP listener's settings of a configuration. */
export function httpSettings(settings: Settings): HttpSettings {
  const { listen, limits, tls } = settings
  return {
    host: listen.mcp.host,
    port: listen.mcp.port,
    fastLane: listen.fastLane,
    publicOrigin: settings.publicUrl?.origin,
    tls,
    allowedHosts: (port) => hostsAllowed(settings, port),
    allowedOrigins: new Set(settings.allowedOrigins.map((origin) => origin.toLowerCase())),
    proxies: proxyTrust(settings.trustedProxies),
    maxBodyBytes: limits.maxBodyBytes,
    failedTokensPerMinute: limits.failedTokensPerMinute,
    maxHeadBytes: limits.maxHeadBytes,
    maxConnections: limits.maxConnections,
    maxBufferedBytes: limits.bufferedBytes,
    maxBufferedBytesPerGrant: limits.bufferedBytesPerGrant,
    headTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAlive,
    streamKeepAlive: limits.streamKeepAlive,
  }
}
