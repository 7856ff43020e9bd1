/** From the sections that concern neither a server nor a grant to settings. */
import { createSecureContext } from 'node:tls'
import { resolveAdmin } from './admin.ts'
import type { CatalogueSettings, LogSettings, Settings, TlsMaterial, TrafficLimits } from './configuration.ts'
import { resolveContact, resolveMail } from './contact.ts'
import { resolveCounters } from './counters.ts'
import type { Draft } from './draft.ts'
import { formatAddress, isEveryInterface } from './field/address.ts'
import { gatewaysOf, keysOf } from './gateways.ts'
import { anchorOf, guardedFiles, logFileOf } from './guarded-files.ts'
import { operationsOf } from './operations.ts'
import type { ConfigurationFile } from './schema.ts'
import type { CatalogueSection } from './section/catalogue.ts'
import type { LimitsSection } from './section/limits.ts'
import type { ListenSection, TlsSection } from './section/listen.ts'
import type { LogSection } from './section/log.ts'
import { resolveTemplates } from './templates.ts'
import { workersOf } from './workers.ts'

/** Resolves the settings; what is wrong with them is reported. */
export function resolveSettings(draft: Draft, file: ConfigurationFile): Settings {
  judgeListener(draft, file)
  judgeCatalogue(draft, file)
  judgeBudgets(draft, file.limits)
  const mail = file.contact.mail && resolveMail(draft, file.contact.mail)
  return {
    listen: listenOf(file.listen),
    publicUrl: file.public_url,
    allowedHosts: file.allowed_hosts,
    allowedOrigins: file.allowed_origins,
    trustedProxies: file.trusted_proxies,
    tls: file.tls === undefined ? undefined : resolveTls(draft, file.tls),
    admin: resolveAdmin(draft, file, mail),
    catalogue: catalogueOf(file.catalogue),
    contact: resolveContact(draft, file.contact, mail),
    limits: limitsOf(file.limits),
    log: logOf(file.log, logFileOf(draft, file.data, file.log)),
    audit: {
      anchor: anchorOf(draft, file),
      anchorUrl: file.audit.anchor_url,
      factsMonths: file.audit.facts_months,
    },
    operations: operationsOf(file.operations),
    dataFolder: draft.absolute(file.data),
    keys: keysOf(draft, file),
    gateways: gatewaysOf(draft, file),
    sharedCounters: resolveCounters(draft, file.counters),
    upstreamClient: file.upstream.client,
    workers: workersOf(draft, file),
    watch: file.watch,
    guarded: guardedFiles(draft, file),
    allowDestinations: file.allow_destinations,
    templates: resolveTemplates(draft, file),
  }
}

function judgeListener(draft: Draft, file: ConfigurationFile): void {
  const { mcp } = file.listen
  const shown = formatAddress(mcp)
  if (!mcp.loopback && file.tls === undefined && file.public_url?.protocol !== 'https:') {
    // Tokens must not cross a network in clear text.
    draft.report({
      path: file.public_url === undefined ? ['listen', 'mcp'] : ['public_url'],
      code: 'exposed_listener',
      message: `Others could connect to ${shown}, and tokens would travel unencrypted.`,
      remedy:
        'Bind "127.0.0.1", or add `tls`, or the https address (`public_url`) of a proxy that speaks TLS for the gateway.',
    })
  }
  if (isEveryInterface(mcp.host) && file.public_url === undefined && file.allowed_hosts.length === 0) {
    draft.report({
      path: ['listen', 'mcp'],
      code: 'no_host',
      severity: 'warning',
      message: `Nothing says under which name clients reach ${shown}, so that only this machine is answered.`,
      remedy: 'Write the `public_url`, or the names into `allowed_hosts`.',
    })
  }
}

/** The catalogue carries no tokens; but under a name that nothing says, it answers nobody. */
function judgeCatalogue(draft: Draft, { listen, catalogue }: ConfigurationFile): void {
  const address = listen.catalogue
  if (address === undefined || !isEveryInterface(address.host)) return
  if (catalogue.public_url !== undefined || catalogue.allowed_hosts.length > 0) return
  draft.report({
    path: ['listen', 'catalogue'],
    code: 'no_host',
    severity: 'warning',
    message: `Nothing says under which name readers reach ${formatAddress(address)}, so that only this machine is answered.`,
    remedy: 'Write `catalogue.public_url`, or the names into `catalogue.allowed_hosts`.',
  })
}

function judgeBudgets(draft: Draft, limits: LimitsSection): void {
  const pairs = [
    ['max_body', 'buffered_bodies_per_grant'],
    ['buffered_bodies_per_grant', 'buffered_bodies'],
    ['headers_timeout', 'request_timeout'],
    ['max_sessions_per_grant', 'max_sessions'],
  ] as const
  for (const [smaller, larger] of pairs) {
    if (limits[smaller] <= limits[larger]) continue
    draft.report({
      path: ['limits', smaller],
      code: 'out_of_range',
      message: `\`limits.${smaller}\` is more than \`limits.${larger}\`, so that it could never be used up.`,
      remedy: `Lower \`${smaller}\`, or raise \`${larger}\`.`,
    })
  }
}

const listenOf = ({ mcp, admin, catalogue, fast_lane }: ListenSection): Settings['listen'] => ({
  ...{ mcp, admin, catalogue },
  fastLane: fast_lane === 'on',
})

const catalogueOf = (section: CatalogueSection): CatalogueSettings => ({
  publicOrigin: section.public_url,
  allowedHosts: section.allowed_hosts,
  ownServers: section.own_servers,
})

const limitsOf = (limits: LimitsSection): TrafficLimits => ({
  maxBodyBytes: limits.max_body,
  maxDepth: limits.max_depth,
  maxHeadBytes: limits.max_head,
  headersTimeout: limits.headers_timeout,
  requestTimeout: limits.request_timeout,
  keepAlive: limits.keep_alive,
  streamKeepAlive: limits.stream_keep_alive,
  maxConnections: limits.max_connections,
  bufferedBytes: limits.buffered_bodies,
  bufferedBytesPerGrant: limits.buffered_bodies_per_grant,
  refusalsPerSecond: limits.refusals_per_second,
  failedTokensPerMinute: limits.failed_tokens_per_minute,
  maxSessions: limits.max_sessions,
  maxSessionsPerGrant: limits.max_sessions_per_grant,
  sessionIdle: limits.session_idle,
})

const logOf = (log: LogSection, file: string): LogSettings => ({
  file,
  maxBytes: log.max_size,
  keep: log.keep,
  flush: log.flush,
  bufferBytes: log.buffer,
  onFull: log.on_full,
  digests: log.digests,
})

function resolveTls(draft: Draft, section: TlsSection): TlsMaterial | undefined {
  if (draft.world.portable) return undefined
  const cert = readPart(draft, 'cert', section.cert)
  const key = readPart(draft, 'key', section.key)
  if (cert === undefined || key === undefined) return undefined
  try {
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'
    draft.report({
      path: ['tls'],
      code: 'wrong_certificate',
      message: `Certificate and key cannot be used together: ${cause}.`,
      remedy: 'Write PEM files of one pair; the key must not be encrypted.',
    })
    return undefined
  }
}

function readPart(draft: Draft, part: 'cert' | 'key', path: string): string | undefined {
  const file = draft.set.files.get(draft.absolute(path))
  if (file?.ok === true) return file.text
  draft.report({
    path: ['tls', part],
    code: 'unreadable',
    message: `The file ${JSON.stringify(path)} cannot be read: ${file?.cause ?? 'it is not part of the set'}.`,
    remedy: 'Correct the path; it starts from the folder of this file.',
  })
  return undefined
}
