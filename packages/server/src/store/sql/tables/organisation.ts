/** Tables of organisations. */

/** One organisation of the installation. */
export interface OrganisationTable {
  /** Its name in addresses, `[a-z0-9-]{1,63}`; never changes. */
  id: string
  /** As people read it. */
  label: string
  /** Id of the policy that stands over every server's and grant's. */
  baseline: string | null
  /** Settings of the organisation, JSON. */
  settings: string
  /** Counts the changes of the row. */
  revision: number
  created: number
}

export interface OrganisationTables {
  organisations: OrganisationTable
}
