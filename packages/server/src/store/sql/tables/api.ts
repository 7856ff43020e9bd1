/** Tables of the API itself. */

/** A change that was asked for with an idempotency key, and what was answered: for a day. */
export interface IdempotencyTable {
  /** Kind and id of the actor. */
  actor: string
  key: string
  /** Digest of method, path and body. */
  request: string
  at: number
  /** 0: it is being worked on. */
  status: number
  /** Headers of the answer, JSON. */
  headers: string
  body: string
}

export interface ApiTables {
  idempotency: IdempotencyTable
}
