/** Tables of gateways that share the database. Written by `control/gateways`; nothing of them is backed up. */

/** A gateway that runs, or did until just now. Instants are the database's own. */
export interface GatewayTable {
  /** Another one after each start. */
  name: string
  /** Which process of which data folder. */
  folder: string
  epoch: number
  /** Origin where the other gateways reach it; null: nothing says where. */
  address: string | null
  started: number
  /** Its last sign of life. */
  heard: number
  /** Milliseconds of silence after which it is gone: as long as it takes calls without confirming anything. */
  patience: number
  /** Of the program. */
  version: string
  /** Of its time-zone data. */
  zones: string
  /** All changes of the directory up to this number are in force at it. */
  confirmed: number
}

/** What shows whether a gateway has the keys of those before it. */
export interface KeyCheckTable {
  /** `keys`: there is one row. */
  id: string
  /** Derived from the key of the installation. */
  installation: string
  /** Opens by the keys that seal. */
  sealed: string
}

/** By which all of them digest arguments. */
export interface FactKeyTable {
  /** `2026-11` */
  month: string
  /** 32 bytes in base64url, sealed. */
  sealed: string
}

/** Who does something that one gateway does at a time. */
export interface RoundLeaseTable {
  round: string
  /** Name of a gateway. */
  holder: string
  until: number
}

export interface GatewayTables {
  gateways: GatewayTable
  key_checks: KeyCheckTable
  fact_keys: FactKeyTable
  round_leases: RoundLeaseTable
}
