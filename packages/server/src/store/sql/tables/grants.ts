/** Tables of grants: who may use which servers under which policies, and by which tokens. Written by `control/grant`. */

/** A grant. */
export interface GrantTable {
  id: string
  organisation: string
  /** As people read it. Unique among the organisation's grants that were made by hand and not revoked. */
  label: string
  /** Id of the account that it was given to; null: nobody's. */
  owner: string | null
  /** JSON: names and values. */
  tags: string
  /** Networks from which it may be used, JSON; an empty list: from anywhere. */
  addresses: string
  /** Null: never. */
  expires: number | null
  /** `active`, `suspended` (until somebody confirms it), `revoked` (for good). */
  state: string
  /** Why it is suspended or revoked. */
  state_reason: string
  /** Id of the template out of which its owner's consent made it; empty: it was made by hand. */
  template: string
  created: number
  created_by: string
  /** When it was last used; null: never. */
  used: number | null
  revision: number
}

/** A token of a grant. */
export interface GrantTokenTable {
  digest: string
  grant_id: string
  /** Its beginning, by which people tell it from others. */
  hint: string
  created: number
  /** Null: with the grant. */
  expires: number | null
}

/** A server that a grant or a template reaches. */
export interface GrantReachTable {
  /** Id of the grant, or of the template. */
  holder: string
  server: string
  /** Id of the policy; null: every call is denied. */
  policy: string | null
  /** Id of a policy that is only tried. */
  shadow: string | null
}

/** Another policy for a while. */
export interface GrantRaiseTable {
  id: string
  organisation: string
  grant_id: string
  server: string
  policy: string
  reason: string
  created: number
  created_by: string
  until: number
  /** When it ended; null: it holds. */
  ended: number | null
}

/** What somebody may turn into a grant of their own by giving consent to a client. */
export interface GrantTemplateTable {
  id: string
  organisation: string
  label: string
  /** Id of the account it is assigned to; empty: everybody who belongs to the organisation. */
  account: string
  tags: string
  addresses: string
  created: number
  created_by: string
  revision: number
}

export interface GrantTables {
  grants: GrantTable
  grant_tokens: GrantTokenTable
  grant_reaches: GrantReachTable
  grant_raises: GrantRaiseTable
  grant_templates: GrantTemplateTable
}
