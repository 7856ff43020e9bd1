/** The credentials that are injected upstream: what must never be seen in an answer. */
import type { Server } from '../ports/directory.ts'
import type { Credential, CredentialPlace, Vault } from '../ports/vault.ts'
import { credentialPlace } from './consent.ts'
import type { Reaching } from './upstreams.ts'
import { compileSecrets, type SecretSearch } from './wire/secret-search.ts'

const SCHEME = /^(?:basic|bearer|token|apikey) +/i

/** The secret parts of header values: with a scheme in front, what follows it. */
const secretsIn = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(headers).map((value) => value.replace(SCHEME, ''))

const configuredSecrets = ({ transport }: Server): readonly string[] =>
  transport.kind === 'stdio' ? [] : secretsIn(transport.headers)

/** Prepares each search once. */
function prepared<T extends object>(secretsOf: (one: T) => readonly string[]): (one: T) => SecretSearch | undefined {
  const known = new WeakMap<T, { readonly search: SecretSearch | undefined }>()
  return (one) => {
    const found = known.get(one)
    if (found !== undefined) return found.search
    const search = compileSecrets(secretsOf(one))
    known.set(one, { search })
    return search
  }
}

/** @returns undefined for callers of servers into which nothing is injected */
export function createInjectedSecrets(vault?: Vault): (reaching: Reaching) => SecretSearch | undefined {
  const ofServer = prepared(configuredSecrets)
  const ofCredential = prepared(({ headers }: Credential) => secretsIn(headers))
  return (reaching) => {
    const place = vault && credentialPlace(reaching)
    const configured = ofServer(reaching.server)
    if (vault === undefined || place === undefined) return configured
    return suppliedSearch(vault, place, { configured, ofCredential })
  }
}

interface Searches {
  readonly configured: SecretSearch | undefined
  readonly ofCredential: (credential: Credential) => SecretSearch | undefined
}

/** Credentials change while requests are under way: whatever was given out lately is searched for. */
function suppliedSearch(vault: Vault, place: CredentialPlace, { configured, ofCredential }: Searches): SecretSearch {
  const now = (): readonly SecretSearch[] =>
    [configured, ...vault.recent(place).map(ofCredential)].filter((search) => search !== undefined)
  return {
    found: (bytes) => now().some((search) => search.found(bytes)),
    stream() {
      const streams = now().map((search) => search.stream())
      return { push: (chunk) => streams.map((stream) => stream.push(chunk)).includes(true) }
    },
  }
}
