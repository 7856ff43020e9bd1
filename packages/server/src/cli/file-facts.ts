/** What the operator's file says that the control plane has to know of. Never a secret. */
import type { Configuration, ConfiguredGrant } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import type { FileFacts, FileGrant, FileServer } from '../control/messages.ts'
import { destinationKey, destinationOf } from '../egress/guard.ts'
import type { Server } from '../ports/directory.ts'

/** What organisations have to know of. */
export function fileFacts({ settings, servers, policies, grants }: Configuration): FileFacts {
  const { mcp, admin, catalogue } = settings.listen
  const names = [settings.publicUrl?.href, settings.admin.publicOrigin, settings.catalogue.publicOrigin]
  return {
    templates: settings.templates,
    allowDestinations: settings.allowDestinations,
    ownListeners: [
      ...[mcp, admin, catalogue].filter((one) => one !== undefined).map(formatAddress),
      ...names.filter((name) => name !== undefined).map((name) => destinationKey(destinationOf(new URL(name)))),
    ],
    guarded: settings.guarded,
    servers: servers.map(({ slug }) => slug),
    holdings: {
      servers: servers.map(serverOf),
      policies: [...policies.values()].map(({ id, version, document }) => ({ id, version, document })),
      grants: grants.map(grantOf),
    },
  }
}

/** A path or a query of an address may hold a key, and so may a program's arguments. */
function serverOf({ slug, transport }: Server): FileServer {
  const where = transport.kind === 'stdio' ? transport.command : transport.url.origin
  return { slug, kind: transport.kind, where }
}

function grantOf({ grant: { subject, expires }, reaches }: ConfiguredGrant): FileGrant {
  const { grant: id, label, owner, tags } = subject
  return {
    ...{ id, label, owner, tags, expires },
    reaches: [...reaches].map(([server, { policy }]) => ({
      server,
      policy: policy?.id ?? null,
      shadow: policy?.draft ?? null,
      baselines: policy?.baselines ?? [],
    })),
  }
}
