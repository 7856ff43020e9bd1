/** What this installation is to authorization servers. */
import { destinationOf, guardFor } from '../../egress/guard.ts'
import { createGuardedFetch } from '../../egress/guarded-fetch.ts'
import type { Control } from '../control.ts'
import { type ClientDescription, clientMetadata } from './oauth/register.ts'
import type { OAuthWorld, Row } from './oauth/world.ts'

/** Where the metadata of this client is served: its URL is the client's id. */
export const CLIENT_DOCUMENT_PATH = '/client-metadata.json'
/** Where authorization servers send browsers back to. */
export const CALLBACK_PATH = '/oauth/callback'

/** What authorization servers are told. */
export function descriptionOf({ origin }: Control): ClientDescription {
  return { name: 'Portcullis', uri: origin, redirectUri: `${origin}${CALLBACK_PATH}` }
}

/** The client's id where authorization servers take documents; they can only fetch what the internet reaches by https. */
export function documentIdOf({ origin }: Control): string | undefined {
  return origin.startsWith('https:') ? `${origin}${CLIENT_DOCUMENT_PATH}` : undefined
}

/** The client's metadata document (OAuth client id metadata documents). */
export function clientDocument(control: Control): Row {
  const id = `${control.origin}${CLIENT_DOCUMENT_PATH}`
  return { client_id: id, ...clientMetadata(descriptionOf(control)), token_endpoint_auth_method: 'none' }
}

/** How what a server names is reached: the operator's exceptions hold for it only where they hold for the server. */
export function worldOf({ egress }: Control, serverUrl: string): OAuthWorld {
  const guard = guardFor(egress.guard, destinationOf(new URL(serverUrl)))
  const { patience } = egress
  return { guard, patience, fetch: createGuardedFetch(guard, undefined, patience) }
}
