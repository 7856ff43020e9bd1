/** Tables of servers: how they are reached, what they offer, which definitions were accepted, their credentials. */

/** A server of an organisation. */
export interface ServerTable {
  id: string
  organisation: string
  /** `/mcp/<slug>`: unique in the organisation, `[a-z0-9-]{1,63}`. */
  slug: string
  /** As people read it. */
  label: string
  /** How it is reached, JSON: `ServerWay` of `control/server/server.ts`. No secrets. */
  way: string
  /** Where it was taken from, JSON: `ServerSource`. */
  source: string
  /** Bounds of its traffic, JSON: `UpstreamLimits`. */
  limits: string
  /** What an operator says of its tools, JSON: `ToolVetting`. */
  vetting: string
  /** Id of the policy that stands over every grant's own. */
  baseline: string | null
  /** How calls prove themselves to it, JSON: `UpstreamAuthentication`. No secrets. */
  authentication: string
  /** 1: a list of its tools was accepted, so that pins hold. */
  pinned: number
  /** `refuse` or `follow`: what becomes of tools that are in no accepted list. */
  new_tools: string
  revision: number
  created: number
}

/** A secret of a server: an envelope, and nothing else of it. */
export interface ServerSecretTable {
  server: string
  organisation: string
  /** `headers`, `parameters`, `client`. */
  field: string
  sealed: string
}

/** How a server was reached last; nobody changes it by hand. */
export interface ServerHealthTable {
  server: string
  /** When it was tried last. */
  at: number
  /** When it answered last. */
  reached: number | null
  /** What is wrong, a sentence. */
  problem: string | null
  /** Protocol version that was agreed on. */
  protocol: string | null
}

/** From when on a server did not answer, or did again. */
export interface ServerHealthLogTable {
  server: string
  at: number
  /** What is wrong, a sentence; null: nothing. */
  problem: string | null
}

/** A tool as a server's last list had it. */
export interface ServerToolTable {
  server: string
  name: string
  fingerprint: string
  /** The definition, JSON. */
  definition: string
  /** When it was heard first in this form. */
  heard: number
  /** 0: the last list did not have it any more. */
  present: number
  /** Who rejected exactly this definition; a changed one is undecided again. */
  rejected_by: string | null
}

/** An accepted definition of a tool. */
export interface ServerPinTable {
  server: string
  name: string
  fingerprint: string
  /** The definition, JSON. */
  definition: string
  accepted: number
  accepted_by: string
}

export interface ServersTables {
  servers: ServerTable
  server_secrets: ServerSecretTable
  server_health: ServerHealthTable
  server_health_log: ServerHealthLogTable
  server_tools: ServerToolTable
  server_pins: ServerPinTable
}
