/** What a search is narrowed to, as bits of a document. */
import type { Transport } from '../entry.ts'
import { CATEGORIES, type Category, RISK_LEVELS, type RiskLevel } from '../risk.ts'

/** What a hit may be. */
export type HitKind = 'server' | 'tool'

/** All that are given must hold. A server has the categories and levels of its tools; a tool the transport of its server. */
export interface Filters {
  readonly kind?: HitKind
  readonly category?: Category
  readonly risk?: RiskLevel
  readonly transport?: Transport
  readonly official?: boolean
}

/** All transports, in the order of their bits. */
export const TRANSPORTS: readonly Transport[] = ['stdio', 'http', 'sse']
const RISKS_AT = CATEGORIES.length
const TRANSPORTS_AT = RISKS_AT + RISK_LEVELS.length
const OFFICIAL = 1 << (TRANSPORTS_AT + TRANSPORTS.length)
const TOOL = OFFICIAL << 1
/** What a tool has from its server. */
const INHERITED = OFFICIAL | (OFFICIAL - (1 << TRANSPORTS_AT))

/** The bits of a tool's label. */
export function labelBits(category: Category, risk: RiskLevel): number {
  return (1 << CATEGORIES.indexOf(category)) | (1 << (RISKS_AT + RISK_LEVELS.indexOf(risk)))
}

/** The label that a tool's bits hold. */
export function labelIn(bits: number): { readonly category: Category; readonly risk: RiskLevel } {
  const has = (at: number) => (bits & (1 << at)) !== 0
  return {
    category: CATEGORIES.find((_, at) => has(at)) ?? 'Destructive',
    risk: RISK_LEVELS.find((_, at) => has(RISKS_AT + at)) ?? 'Critical',
  }
}

/** The bits of a server; its tools' are added to them. */
export function serverBits(transports: readonly Transport[], official: boolean): number {
  let set = official ? OFFICIAL : 0
  for (const transport of transports) set |= 1 << (TRANSPORTS_AT + TRANSPORTS.indexOf(transport))
  return set
}

/** The bits of a tool on a server with those bits. */
export function toolBits(server: number, category: Category, risk: RiskLevel): number {
  return (server & INHERITED) | TOOL | labelBits(category, risk)
}

/** Whether a document's bits pass. Compiled once for each search. */
export function passes({ kind, category, risk, transport, official }: Filters): (document: number) => boolean {
  let [wanted, unwanted] = [0, 0]
  if (kind === 'tool') wanted |= TOOL
  if (kind === 'server') unwanted |= TOOL
  if (category !== undefined) wanted |= 1 << CATEGORIES.indexOf(category)
  if (risk !== undefined) wanted |= 1 << (RISKS_AT + RISK_LEVELS.indexOf(risk))
  if (transport !== undefined) wanted |= 1 << (TRANSPORTS_AT + TRANSPORTS.indexOf(transport))
  if (official === true) wanted |= OFFICIAL
  if (official === false) unwanted |= OFFICIAL
  return (document) => (document & wanted) === wanted && (document & unwanted) === 0
}
