/** The table of what is stopped. */

/** One stop: it holds until it is lifted. */
export interface KillTable {
  id: string
  organisation: string
  /** `organisation`, `server`, `grant` or `tool`. */
  kind: string
  /** Id of the server; empty where none is named. */
  server: string
  /** Id of the grant; empty where none is named. */
  grant_id: string
  /** Name of the tool; empty where none is named. */
  tool: string
  /** What agents are told. */
  reason: string
  stopped_by: string
  stopped: number
}

export interface KillTables {
  kills: KillTable
}
