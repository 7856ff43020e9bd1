/** Refusals of what is no proper message: their codes, and what whoever sent it is told. */
import type { JsonValue } from '@portcullis/engine'
import { LEGACY_VERSIONS, MODERN_VERSIONS, RPC } from './era.ts'
import type { Fault, FaultCode } from './json-text.ts'

/** Why bytes were not taken for a message. Stable: clients and the log rely on them. */
export type WireCode =
  | 'parse_error'
  | 'invalid_request'
  | 'header_mismatch'
  | 'unsupported_version'
  | 'envelope_invalid'
  | 'params_invalid'

/** A refusal, with everything that its answer needs. */
export interface WireRefusal {
  readonly refused: WireCode
  /** HTTP status. */
  readonly http: number
  /** JSON-RPC code. */
  readonly rpc: number
  /** What was wrong, and what to do. */
  readonly message: string
  /** Source text of the request's id; undefined where it could not be read, or the message is no request. */
  readonly idText: string | undefined
  readonly data: JsonValue | undefined
}

/** A refusal before it is known whom to answer. */
export type Objection = Omit<WireRefusal, 'idText'>

/** The fixed part of each kind of refusal. */
type Form = Pick<WireRefusal, 'refused' | 'http' | 'rpc'>

const PARSE_ERROR: Form = { refused: 'parse_error', http: 400, rpc: RPC.parseError }
const INVALID_REQUEST: Form = { refused: 'invalid_request', http: 400, rpc: RPC.invalidRequest }
const HEADER_MISMATCH: Form = { refused: 'header_mismatch', http: 400, rpc: RPC.headerMismatch }
const UNSUPPORTED: Form = { refused: 'unsupported_version', http: 400, rpc: RPC.unsupportedVersion }
const UNKNOWN_LEGACY: Form = { refused: 'unsupported_version', http: 400, rpc: RPC.legacyTransport }
const ENVELOPE_INVALID: Form = { refused: 'envelope_invalid', http: 400, rpc: RPC.invalidParams }
/** In band, as a server's own check of a method's parameters would be. */
const PARAMS_INVALID: Form = { refused: 'params_invalid', http: 200, rpc: RPC.invalidParams }

const objection = (form: Form, message: string, data?: JsonValue): Objection => ({ ...form, message, data })

const FAULTS: Readonly<Record<FaultCode, string>> = {
  syntax: 'The body is not valid JSON',
  encoding: 'The body is not UTF-8 without a byte order mark',
  trailing_data: 'Something follows the JSON text; send one message a request',
  too_deep: 'Objects and arrays are nested too deeply',
  too_many_members: 'The message has too many members and elements',
  duplicate_key: 'Two keys of one object are the same, or within params differ only in case or Unicode composition',
  ambiguous_key: 'A key differs from one of the protocol only in case or Unicode composition; spell it exactly',
  unsafe_key: 'A key is "__proto__", or strings more than thirty combining marks together',
  lone_surrogate: 'A string holds half of a surrogate pair; send well-formed Unicode',
  number_range: 'A number is too large for a double; send it as a string',
}

const UNPARSED: ReadonlySet<FaultCode> = new Set(['syntax', 'encoding', 'trailing_data'])

/** The body is not one that may be read. */
export const badText = ({ code, at }: Fault): Objection =>
  objection(UNPARSED.has(code) ? PARSE_ERROR : INVALID_REQUEST, `${FAULTS[code]} (byte ${at}).`)

/** The JSON text is not a message (JSON-RPC 2.0, sections 4 and 5). */
export const badMessage = (message: string): Objection => objection(INVALID_REQUEST, message)

/** Head and body say different things, or the head says nothing where it must. */
export const mismatch = (header: string, body: string): Objection =>
  objection(HEADER_MISMATCH, `Request headers and body disagree: ${body}.`, { mismatch: { header, body } })

/** The revision that the body names is not served. */
export const unsupported = (requested: string): Objection =>
  objection(UNSUPPORTED, `Unsupported protocol version. Use one of: ${MODERN_VERSIONS.join(', ')}.`, {
    supported: MODERN_VERSIONS,
    requested,
  })

/** `MCP-Protocol-Version` names no revision at all. */
export const unknownLegacyVersion = (): Objection =>
  objection(
    UNKNOWN_LEGACY,
    `Unsupported MCP-Protocol-Version. Use one of: ${[...MODERN_VERSIONS, ...LEGACY_VERSIONS].join(', ')}.`,
  )

/** The `_meta` of a modern request is not what it must be; `issue` names the member. */
export const badEnvelope = (message: string, issue: JsonValue): Objection =>
  objection(ENVELOPE_INVALID, message, { envelope: issue })

/** `params` are not what the method takes. */
export const badParams = (message: string): Objection => objection(PARAMS_INVALID, `Invalid params: ${message}`)
