/** A gateway among those that share its database: who it is, who the others are, and until when it may go by what it knows. */
import { hash, randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Settings } from '../config/configuration.ts'
import type { FromControl, OwnGateway } from '../control/messages.ts'
import type { Clock } from '../ports/clock.ts'
import type { DataFolder } from '../store/data-folder.ts'
import { createFedCurrency, type FedCurrency } from '../store/feed/currency.ts'
import { createFedNeighbours, type FedNeighbours } from '../store/feed/neighbours.ts'
import { folderId } from '../store/folder-id.ts'

/** All of that. */
export interface AmongGateways {
  readonly own: OwnGateway
  readonly neighbours: FedNeighbours
  readonly currency: FedCurrency
  /** The control plane tells something of it. */
  hear(message: Extract<FromControl, { readonly kind: 'current' | 'neighbours' }>): void
}

const NAME_BYTES = 12

/** @param administered whether there is a control plane */
export function amongGateways(
  { admin, gateways }: Pick<Settings, 'admin' | 'gateways'>,
  { path, epoch }: DataFolder,
  { clock, administered }: { readonly clock: Clock; readonly administered: boolean },
): AmongGateways {
  const isShared = administered && admin.database !== undefined
  const name = `gw${randomBytes(NAME_BYTES).toString('hex')}`
  const folder = hash('sha256', JSON.stringify([hostname(), path, folderId(path)]), 'hex').slice(0, 16)
  const neighbours = createFedNeighbours(name, isShared)
  const currency = createFedCurrency(clock, isShared)
  const { confirmWithin, connections } = gateways
  return {
    own: { name, boot: { folder, epoch }, confirmWithin, connections },
    neighbours,
    currency,
    hear(message) {
      if (message.kind === 'current') return currency.confirm(message.at, message.within)
      neighbours.put(message.gateways)
      currency.trouble(message.problem)
    },
  }
}
