/** Tables of questions to people, what they answered, and what became of the calls. Written by `control/approval`. */

/** A question about one exact call. */
export interface ApprovalTable {
  id: string
  organisation: string
  grant_id: string
  grant_label: string
  owner: string
  /** Id of the server; of one in the operator's file its slug. */
  server: string
  server_slug: string
  tool: string
  /** Empty: the tool has no label. */
  category: string
  risk: string
  /** Keyed digest of everything that the answer is bound to. */
  binding: string
  /** The same without arguments; empty: the answer serves for this call alone. */
  alike: string
  /** Keyed digest of who calls what with which parameters. */
  call: string
  /** Rules that ask, JSON: `AskedRule` of `control/approval/asked-rules.ts`. */
  rules: string
  /** Lists of who may answer, JSON: somebody has to be in each. */
  approvers: string
  quorum: number
  /** 1: the grant's owner may not answer. */
  four_eyes: number
  /** Milliseconds for which an approval serves. */
  serves: number
  /** Calls for which it serves, as the policy says. */
  uses: number
  /** Calls for which it still serves. */
  uses_left: number
  /** Id of the account that narrowed its parameters, so that it serves once; empty: nobody did. */
  narrowed_by: string
  /** Sealed; null: shredded. */
  params: string | null
  /** Sealed; null: they were not narrowed, or are shredded. */
  narrowed: string | null
  /** Of the tool, JSON; null: unknown, or too long to keep. */
  definition: string | null
  /** `pending`, `approved`, `rejected`, `superseded`, `consumed`; what is over by time alone is not told here before it is swept. */
  state: string
  /** Why it was rejected or superseded; empty: it was not. */
  reason: string
  /** When it was asked. */
  opened: number
  /** When its state ends by itself, pending or approved. */
  expires: number
  /** When it came into its state. */
  moved: number
  /** Who looked after a call of unknown outcome; empty: nobody did. */
  acknowledged_by: string
  /** What channels were told of it last: nothing (empty), `pending`, `expiring`, `decided`. */
  told: string
}

/** Something a person said. */
export interface ApprovalVerdictTable {
  approval: string
  organisation: string
  /** Id of the account. */
  account: string
  name: string
  /** Id of the account in whose stead it was said; the same as `account` where it was in nobody's. */
  stands_for: string
  /** `approve`, `reject`; `narrow`: narrowed its parameters where whoever does so may not approve as well. */
  verdict: string
  reason: string
  at: number
}

/** A call for which an answer was taken. */
export interface ApprovalUseTable {
  approval: string
  /** The call's id. */
  call: string
  organisation: string
  binding: string
  /** Which process of which data folder sends it. */
  folder: string
  epoch: number
  at: number
  /** `running`, `executed`, `failed`, `unknown`; `not_sent`: it took nothing. */
  outcome: string
  /** Its answer, sealed, until somebody who calls again has it; null: there is none. */
  result: string | null
  /** When that is shredded. */
  result_until: number
}

/** A gateway's process, as long as it shows that it is there. */
export interface GatewayPulseTable {
  folder: string
  epoch: number
  seen: number
}

/** A row for each grant that ever asked: who changes it is alone with the grant's questions until the transaction ends. */
export interface ApprovalAskerTable {
  organisation: string
  grant_id: string
}

/** Somebody answers in somebody else's stead for a while. */
export interface ApprovalDelegationTable {
  id: string
  organisation: string
  /** Ids of accounts. */
  from_account: string
  to_account: string
  until: number
  reason: string
  created: number
  created_by: string
  /** When it was taken back; null: it was not. */
  ended: number | null
}

/** A member of a team: whom policies may name together. */
export interface ApprovalTeamTable {
  organisation: string
  team: string
  account: string
}

export interface ApprovalTables {
  approvals: ApprovalTable
  approval_verdicts: ApprovalVerdictTable
  approval_uses: ApprovalUseTable
  gateway_pulses: GatewayPulseTable
  approval_askers: ApprovalAskerTable
  approval_delegations: ApprovalDelegationTable
  approval_teams: ApprovalTeamTable
}
