/** The catalogue of a gateway that runs: started with what the configuration says of it, told what changes. */

import { type RunningCatalogue, startCatalogue } from '../catalogue/start-catalogue.ts'
import { hereServers } from '../catalogue/tell.ts'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import { catalogueHosts } from '../config/hosts.ts'
import type { DeriveKey } from '../crypto/keys.ts'
import type { Server } from '../ports/directory.ts'

/** What the catalogue needs to know of its gateway. */
export interface CatalogueWish {
  readonly configuration: Configuration
  readonly deriveKey: DeriveKey
  /** `http://127.0.0.1:4100` */
  readonly gateway: string
  /** Address of the sample server of a first installation. */
  readonly sample: string | undefined
  readonly diagnose: (text: string) => void
}

/** Starts it; undefined where the configuration switches it off. */
export function runCatalogue(wish: CatalogueWish): RunningCatalogue | undefined {
  const { gateway, sample, diagnose } = wish
  const { settings, servers } = wish.configuration
  const address = settings.listen.catalogue
  if (address === undefined) return undefined
  const { publicOrigin, ownServers } = settings.catalogue
  const { contact } = settings
  return startCatalogue({
    start: {
      host: address.host,
      port: address.port,
      hosts: [...catalogueHosts(settings, address.port)],
      origin: publicOrigin,
      gateway: settings.publicUrl === undefined ? gateway : settings.publicUrl.href.replace(/\/$/, ''),
      trustedProxies: settings.trustedProxies,
      openToPages: !ownServers,
      // Somebody is about to look; or messages of an earlier run wait to be delivered.
      warm: sample !== undefined || contact?.webhook !== undefined || contact?.mail !== undefined,
      dataFolder: settings.dataFolder,
      contact: contact && { settings: contact, key: wish.deriveKey('contact') },
    },
    servers: shown(servers, ownServers, sample),
    diagnose,
  })
}

/** Tells it that the configuration names other servers. */
export function adoptServers(
  catalogue: RunningCatalogue | undefined,
  { servers, settings }: Configuration,
  sample: string | undefined,
): void {
  catalogue?.adopt(shown(servers, settings.catalogue.ownServers, sample))
}

const shown = (servers: readonly Server[], ownServers: boolean, sample: string | undefined) =>
  ownServers ? hereServers(servers, sample) : []

/** Where people find it, once it listens; undefined where it does not within that time, milliseconds. */
export async function catalogueAddress(
  catalogue: RunningCatalogue | undefined,
  { settings }: Configuration,
  patience: number,
): Promise<string | undefined> {
  const address = settings.listen.catalogue
  if (catalogue === undefined || address === undefined) return undefined
  const port = await Promise.race([
    catalogue.listening,
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience).unref()),
  ])
  if (port === undefined) return undefined
  return `${settings.catalogue.publicOrigin ?? `http://${formatAddress({ host: address.host, port })}`}/catalogue`
}
