/** What the control plane offers beside the operator's file: the sample server that is run here, and the catalogue's pages. */
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import type { FileFacts } from '../control/messages.ts'
import { destinationKey, destinationOf } from '../egress/guard.ts'

/** The facts with both. Organisations may use the sample server, though its address is one of this machine. */
export function withSample(facts: FileFacts, { settings }: Configuration, sample: string | undefined): FileFacts {
  const { listen, catalogue } = settings
  const port = listen.catalogue?.port ?? 0
  const near = listen.catalogue && port !== 0 ? `http://${formatAddress(listen.catalogue)}` : undefined
  const pages = listen.catalogue === undefined ? undefined : (catalogue.publicOrigin ?? near)
  return {
    ...facts,
    ...(pages !== undefined && { catalogue: pages }),
    ...(sample !== undefined && {
      sample,
      allowDestinations: [...facts.allowDestinations, destinationKey(destinationOf(new URL(sample)))],
    }),
  }
}
