/** Which scopes are asked for (MCP 2026-07-28, Authorization: scope selection and step-up). */
import type { BearerChallenge } from './challenge.ts'
import type { ResourceMetadata } from './resource-metadata.ts'
import type { AuthorizationServer } from './server-metadata.ts'

/** Without it some authorization servers give no refresh token. */
const OFFLINE = 'offline_access'

/** What is known when a scope is chosen. */
export interface ScopeSources {
  readonly challenge: BearerChallenge | undefined
  readonly resource: ResourceMetadata
  readonly server: AuthorizationServer
  /** What was asked for before: nothing of it is lost when more is needed. */
  readonly earlier: readonly string[]
}

/** The challenge's scopes, else all that the server names, and what was asked for before; undefined: none is named at all. */
export function chooseScope({ challenge, resource, server, earlier }: ScopeSources): readonly string[] | undefined {
  const wanted = challenge?.scope ?? (earlier.length > 0 ? [] : resource.scopes)
  const scopes = new Set([...earlier, ...(wanted ?? [])])
  if (scopes.size > 0 && server.scopes?.includes(OFFLINE) === true) scopes.add(OFFLINE)
  return scopes.size === 0 ? undefined : [...scopes]
}

/** Whether nothing new would be asked for: to ask again would lead to the same refusal. */
export function isExhausted(challenge: BearerChallenge, earlier: readonly string[]): boolean {
  const known = new Set(earlier)
  return (challenge.scope ?? []).every((scope) => known.has(scope))
}
