/** Tables of the change log: who changed what, chained by hashes for each organisation. */

/** The end of an organisation's chain; its row is the lock under which the organisation is changed. */
export interface ChangeHeadTable {
  /** Empty: the installation's own chain. */
  organisation: string
  /** Number of the last record; 0: none yet. */
  seq: number
  /** Hash of the last record; of none: 64 zeros. */
  hash: string
}

/** One change. */
export interface ChangeTable {
  organisation: string
  seq: number
  /** Instant. */
  at: number
  actor_kind: string
  actor: string
  /** How the actor was called then. */
  actor_name: string
  action: string
  object_kind: string
  object: string
  /** JSON in canonical form; never a secret. */
  detail: string
  previous: string
  hash: string
}

/** One row: numbers that every writer of the database raises. */
export interface EpochTable {
  /** Always 1. */
  id: number
  /** Raised by each change of what the gateway is told; whoever sees another number than its own reads anew. */
  directory: number
  /** Raised by each restore: approvals and sessions of earlier ones are void. */
  restored: number
}

export interface ChangeTables {
  change_heads: ChangeHeadTable
  changes: ChangeTable
  epoch: EpochTable
}
