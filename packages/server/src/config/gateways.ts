/** From the sections of many gateways to their settings. */
import { join } from 'node:path'
import type { Draft } from './draft.ts'
import { formatAddress, isEveryInterface } from './field/address.ts'
import { isFault } from './field/fault.ts'
import { readOrigin } from './field/url.ts'
import type { ConfigurationFile } from './schema.ts'
import { resolveSecret } from './server-entry.ts'

/** How this gateway takes part among those of the same database. */
export interface GatewaysSettings {
  /** Origin where the others reach it; undefined: that of its listener. */
  readonly address: string | undefined
  /** Milliseconds after which it takes no calls where it cannot confirm that it knows every change. */
  readonly confirmWithin: number
  /** Connections to PostgreSQL. */
  readonly connections: number
}

/** Files of the keys, absolute. */
export interface KeyPlaces {
  readonly installation: string
  readonly sealing: string
}

/** Resolves them; what is wrong is reported. */
export const gatewaysOf = (draft: Draft, { gateways }: ConfigurationFile): GatewaysSettings => ({
  address: gateways.address === undefined ? undefined : addressOf(draft, gateways.address),
  confirmWithin: gateways.confirm_within,
  connections: gateways.connections,
})

function addressOf(draft: Draft, written: string): string | undefined {
  const path = ['gateways', 'address']
  const resolved = resolveSecret(draft, path, written)
  if (resolved === undefined || draft.world.portable) return undefined
  const origin = readOrigin(resolved)
  if (!isFault(origin)) return origin
  draft.report({ path, code: 'wrong_value', message: origin.fault, remedy: origin.remedy })
  return undefined
}

/** In the data folder, where the file does not say otherwise. */
export const keysOf = (draft: Draft, { data, keys }: ConfigurationFile): KeyPlaces => ({
  installation: keys.installation === undefined ? join(draft.absolute(data), 'key') : draft.absolute(keys.installation),
  sealing: keys.sealing === undefined ? join(draft.absolute(data), 'seal.keys') : draft.absolute(keys.sealing),
})

/**
 * Origin where other gateways reach a listener; undefined where nothing says under which address.
 * @param port that was bound
 */
export function addressAmongGateways(
  { address }: GatewaysSettings,
  { host, port, secure }: { readonly host: string; readonly port: number; readonly secure: boolean },
): string | undefined {
  if (address !== undefined) return address
  return isEveryInterface(host) ? undefined : `${secure ? 'https' : 'http'}://${formatAddress({ host, port })}`
}
