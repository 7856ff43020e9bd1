/** The composition root: a configuration becomes a running gateway. The only file that knows every part. */
import { createHmac, hash } from 'node:crypto'
import { constants, hostname } from 'node:os'
import { join } from 'node:path'
import type { Configuration, Settings } from '../config/configuration.ts'
import { hostsAllowed } from '../config/hosts.ts'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { type DeriveKey, openKey } from '../crypto/keys.ts'
import type { Approvals } from '../gateway/approve/approvals.ts'
import { createCallFacts } from '../gateway/call-facts.ts'
import { createStateSealer } from '../gateway/continuation.ts'
import type { Environment } from '../gateway/environment.ts'
import { createIds } from '../gateway/ids.ts'
import { createInjectedSecrets } from '../gateway/injected-secrets.ts'
import { createRecorder } from '../gateway/record.ts'
import { refusalMeter } from '../gateway/refusal-rate.ts'
import { Conversations } from '../gateway/session/conversations.ts'
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
import { createUpstreams } from '../gateway/upstreams.ts'
import { createReader } from '../gateway/wire/read.ts'
import { CLIENT_RULES } from '../gateway/wire/scan.ts'
import type { GatewayBoot } from '../ports/approval-line.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import type { Caller, Server } from '../ports/directory.ts'
import { type DataFolder, openDataFolder } from '../store/data-folder.ts'
import type { FileDirectory } from '../store/file/directory.ts'
import { createFlowFacts } from '../store/flow-facts.ts'
import type { OrganisationLogs } from '../store/jsonl/organisation-logs.ts'
import { openSqliteCounters } from '../store/sqlite/counters.ts'
import { openFlowRecord } from '../store/sqlite/flow-record.ts'
import { steadyTime } from '../store/steady-time.ts'
import { openAudit } from './audit.ts'
import { type AdministrationOptions, openDirectory } from './directory.ts'
import type { ControlLine, GatewayLine } from './line.ts'
import { composeTogether } from './together.ts'

/** Everything of a gateway but its listeners. */
export interface Composition {
  readonly env: Environment
  readonly directory: FileDirectory
  /** To the control plane; undefined where there is none. */
  readonly line: ControlLine | undefined
  readonly log: OrganisationLogs
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
  /** Milliseconds that a child has after the end of its input, and again after SIGTERM. */
  readonly grace?: number | undefined
  readonly clock?: Clock
}

/** Opens the data folder and everything that lives in it, and puts the parts together. */
export async function compose(options: CompositionOptions): Promise<Composition | CompositionProblem> {
  const { configuration, clock = systemClock } = options
  const { settings } = configuration
  const folder = openDataFolder(settings.dataFolder, clock.now())
  if (folder.outcome === 'refused') return { problem: folder.problem }
  try {
    const opened = await openParts(options, folder, clock)
    if ('problem' in opened) folder.release()
    return opened
  } catch (cause) {
    folder.release()
    return { problem: cause instanceof Error ? cause.message : String(cause) }
  }
}

async function openParts(
  options: CompositionOptions,
  folder: DataFolder,
  clock: Clock,
): Promise<Composition | CompositionProblem> {
  const { configuration, diagnose, onTools } = options
  const { settings } = configuration
  const key = openKey(join(folder.path, 'key'))
  if (!key.ok) return { problem: key.problem }
  const counters = openSqliteCounters(folder, steadyTime(clock))
  if (counters.outcome === 'refused') return { problem: counters.problem }
  const opened = openFlowRecord(folder)
  if (opened.outcome === 'refused') return { problem: opened.problem }
  const flow = createFlowFacts({ time: steadyTime(clock), record: opened.record, diagnose })
  const audit = await openAudit({ settings, folder: folder.path, derive: key.derive, clock, diagnose })
  const telling = { counters: counters.store, onAudit: audit.hear, boot: bootOf(folder) }
  const { directory, line, administering } = openDirectory(configuration, { ...options, clock, ...telling })
  const ways = waysTo(options, clock)
  const upstreams = createUpstreams((server, owner) =>
    forBothEras(server, openUpstream(server, ways, administering?.(server, owner)), clock),
  )
  const conversations = new Conversations(upstreams, createSessionSlots(), settings.limits)
  const nextId = createIds()
  const env: Environment = {
    directory,
    counters: counters.store,
    clock,
    recorder: createRecorder(audit.log, clock, nextId, keyedDigester(key.derive('target-digests')).for([])),
    upstreams,
    conversations,
    knownTools: createKnownTools({ diagnose, onAdopted: hearing(onTools, line) }),
    flow,
    tasks: new TaskOwners(),
    states: createStateSealer({ id: 'local', secret: key.derive('request-state') }, () => clock.now()),
    readMessage: createReader({ ...CLIENT_RULES, maxDepth: settings.limits.maxDepth }),
    nextId,
    valueDigest: keyedDigester(key.derive('counter-values')).for([]),
    callFacts: createCallFacts(audit.facts),
    secretsOf: createInjectedSecrets(line?.vault),
    refusals: refusalMeter({ perSecond: settings.limits.refusalsPerSecond }),
    trustsOwnMeta: false,
    ownHosts: hostsAllowed(settings, settings.listen.mcp.port),
    ...(line && administered(line)),
    approvals: approvalsOf(options.approvals ?? line?.approvals, key.derive),
    diagnose,
  }
  const stopKeeping = keepCurrent(env)
  const together = composeTogether(env, settings.limits, key.derive)
  reportOpenIntents(env)
  return {
    env: { ...env, together: together.env },
    directory,
    line,
    log: audit.log,
    deriveKey: key.derive,
    signalChildren: signalGroups,
    async close() {
      await together.close()
      stopKeeping()
      await conversations.closeAll()
      await upstreams.close()
      line?.approvals.close()
      await counters.store.close()
      flow.close()
      await audit.close()
      folder.release()
    },
  }
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

/** Names the folder to the control plane, which other gateways may use as well. */
const bootOf = ({ path, epoch }: DataFolder): GatewayBoot => ({
  folder: hash('sha256', JSON.stringify([hostname(), path]), 'hex').slice(0, 16),
  epoch,
})

function waysTo({ onStderr, onChildExit, grace }: CompositionOptions, clock: Clock): UpstreamOptions {
  return {
    clock,
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

/** Calls that an earlier process sent, and died before it heard of them: what became of them is unknown. */
function reportOpenIntents(env: Environment): void {
  for (const intent of env.counters.takeOpenIntents()) {
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
