/** The credentials that are injected upstream: what must never be seen in an answer. */
import type { Server } from '../ports/directory.ts'
import { compileSecrets, type SecretSearch } from './wire/secret-search.ts'

const SCHEME = /^(?:basic|bearer|token|apikey) +/i

/** The secret parts of header values: with a scheme in front, what follows it. */
function secretsIn(server: Server): readonly string[] {
  const { transport } = server
  if (transport.kind === 'stdio') return []
  return Object.values(transport.headers).map((value) => value.replace(SCHEME, ''))
}

/** Prepares each server's search once; undefined where nothing is injected. */
export function createInjectedSecrets(): (server: Server) => SecretSearch | undefined {
  const prepared = new WeakMap<Server, { readonly search: SecretSearch | undefined }>()
  return (server) => {
    let known = prepared.get(server)
    if (known === undefined) {
      known = { search: compileSecrets(secretsIn(server)) }
      prepared.set(server, known)
    }
    return known.search
  }
}
