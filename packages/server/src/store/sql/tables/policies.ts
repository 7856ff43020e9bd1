/** Tables of policies: documents, and every version of them that was ever in force. */

/** A policy of an organisation. */
export interface PolicyTable {
  id: string
  organisation: string
  /** `[a-z0-9][a-z0-9-]{0,62}`: unique in the organisation; null: it was deleted. */
  name: string | null
  /** What it is called, or was before it was deleted. */
  known_as: string
  description: string
  /** Number of the version that is in force. */
  version: number
  revision: number
  created: number
}

/** A version: never changed, never deleted. */
export interface PolicyVersionTable {
  policy: string
  number: number
  /** The document, exactly as it was saved. */
  text: string
  /** SHA-256 of the text, lower-case hex. */
  digest: string
  /** Kind and id of who saved it. */
  author_kind: string
  author: string
  author_name: string
  /** Why, in the author's words. */
  reason: string
  /** Number of the version that it brought back. */
  restores: number | null
  created: number
}

/** A text that somebody works on: in force for nobody. */
export interface PolicyDraftTable {
  policy: string
  text: string
  author_name: string
  /** Number of the version that it began with. */
  base: number
  saved: number
}

/** Cases that a policy has to hold: kept beside it, for all who work on it. */
export interface PolicyCasesTable {
  policy: string
  /** As `cases.yaml` has them; they may be wrong. */
  text: string
  author_name: string
  revision: number
  saved: number
}

export interface PolicyTables {
  policies: PolicyTable
  policy_versions: PolicyVersionTable
  policy_drafts: PolicyDraftTable
  policy_cases: PolicyCasesTable
}
