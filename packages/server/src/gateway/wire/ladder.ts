/**
 * Which revision a message belongs to, decided from its body; the headers have to agree (MCP 2026-07-28, versioning and
 * transports). The rungs are tried in the order of the specification, and the earliest that fails answers.
 */
import type { JsonObject } from '@portcullis/engine'
import { claimedVersion, envelopeIssue, isClaimed, isProperlyModern, metaOf, missingFrom } from './envelope.ts'
import { isModernVersion, LEGACY_VERSIONS, META, MODERN_VERSIONS, NAMED_BY } from './era.ts'
import type { MessageHead } from './head.ts'
import { decodeHeaderValue, stripSpace } from './header-value.ts'
import type { Era } from './message.ts'
import { malformedParamHeader } from './param-headers.ts'
import type { NotificationShape, RequestShape, ResponseShape } from './shape.ts'
import { badEnvelope, badMessage, mismatch, type Objection, unknownLegacyVersion, unsupported } from './wire-refusal.ts'

/** The headers without the white space around them; all undefined over a channel, which has no headers. */
interface Head {
  readonly version: string | undefined
  readonly method: string | undefined
  readonly name: string | undefined
}

const MISSING = '(missing)'

/** The era of a request, or why it is refused. */
export function eraOfRequest(request: RequestShape, given: MessageHead | undefined): Era | Objection {
  const head = headOf(given)
  const meta = metaOf(request.params)
  if (request.method === 'initialize' && !isProperlyModern(meta)) {
    return namesModern(head)
      ? mismatch(head.version ?? MISSING, 'initialize opens a legacy session, but the header names a modern revision')
      : 'legacy'
  }
  if (isClaimed(meta)) return modernObjection(request, meta, head, given) ?? 'modern'
  if (namesModern(head)) return envelopeMissing(meta)
  return legacyObjection(head) ?? 'legacy'
}

/** The era of a notification, or why it is refused. Without a claim of its own the header decides. */
export function eraOfNotification(notification: NotificationShape, given: MessageHead | undefined): Era | Objection {
  const head = headOf(given)
  const meta = metaOf(notification.params)
  if (!isClaimed(meta) && !namesModern(head)) return legacyObjection(head) ?? 'legacy'
  const version = isClaimed(meta) ? claimedVersion(meta) : head.version
  if (version === undefined) {
    return badEnvelope(`${META.protocolVersion} has to be a string.`, {
      key: META.protocolVersion,
      problem: 'expected a string',
    })
  }
  if (head.version !== undefined && head.version !== version) return versionMismatch(head.version, version)
  if (isModernVersion(version) && head.method !== undefined && head.method !== notification.method) {
    return methodMismatch(head.method, notification.method)
  }
  return MODERN_VERSIONS.includes(version) ? 'modern' : unsupported(version)
}

/** Responses answer requests of a server, which only legacy servers send. */
export function eraOfResponse(_response: ResponseShape, given: MessageHead | undefined): Era | Objection {
  const head = headOf(given)
  if (namesModern(head)) return badMessage('Responses cannot be posted in this protocol version.')
  return legacyObjection(head) ?? 'legacy'
}

function modernObjection(
  request: RequestShape,
  meta: JsonObject,
  head: Head,
  given: MessageHead | undefined,
): Objection | undefined {
  const issue = envelopeIssue(meta)
  if (issue !== undefined) {
    return badEnvelope(`Invalid _meta: ${issue.key}: ${issue.problem}.`, { key: issue.key, problem: issue.problem })
  }
  const version = claimedVersion(meta) ?? ''
  if (head.version !== undefined && head.version !== version) return versionMismatch(head.version, version)
  if (head.method !== undefined && head.method !== request.method) return methodMismatch(head.method, request.method)
  if (!MODERN_VERSIONS.includes(version)) return unsupported(version)
  if (given === undefined) return undefined
  if (head.version === undefined) return mismatch(MISSING, 'the required MCP-Protocol-Version header is absent')
  if (head.method === undefined) return mismatch(MISSING, 'the required Mcp-Method header is absent')
  return nameObjection(request, head.name) ?? malformedParamHeader(given.paramHeaders)
}

function nameObjection(request: RequestShape, header: string | undefined): Objection | undefined {
  const member = NAMED_BY.get(request.method)
  if (member === undefined) return undefined
  const name = Object.hasOwn(request.params, member) ? request.params[member] : undefined
  if (header === undefined) {
    return typeof name === 'string' ? mismatch(MISSING, 'the required Mcp-Name header is absent') : undefined
  }
  const decoded = decodeHeaderValue(header)
  if (decoded === undefined) return mismatch(header, 'the Mcp-Name header is not valid Base64 of UTF-8')
  return typeof name === 'string' && decoded !== name
    ? mismatch(header, `the Mcp-Name header differs from params.${member}`)
    : undefined
}

function envelopeMissing(meta: JsonObject | undefined): Objection {
  const missing = meta === undefined ? ['_meta'] : missingFrom(meta)
  const keys = missing.join(', ')
  return badEnvelope(`The MCP-Protocol-Version header names a modern revision, but params lacks ${keys}.`, { missing })
}

const versionMismatch = (header: string, version: string): Objection =>
  mismatch(header, `_meta names protocol version ${version.slice(0, 64)}, and the MCP-Protocol-Version header another`)

const methodMismatch = (header: string, method: string): Objection =>
  mismatch(header, `the body names method ${method}, and the Mcp-Method header another`)

function legacyObjection({ version }: Head): Objection | undefined {
  return version === undefined || LEGACY_VERSIONS.includes(version) ? undefined : unknownLegacyVersion()
}

const namesModern = ({ version }: Head): boolean => version !== undefined && isModernVersion(version)

const NO_HEAD: Head = { version: undefined, method: undefined, name: undefined }

function headOf(given: MessageHead | undefined): Head {
  if (given === undefined) return NO_HEAD
  return { version: stripped(given.protocolVersion), method: stripped(given.mcpMethod), name: stripped(given.mcpName) }
}

const stripped = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : stripSpace(value)
