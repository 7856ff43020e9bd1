/** Servers, grants and templates as plain facts: what files and the control plane are compared by. */
import type { ShownGrant } from '../grants/find.ts'
import type { ShownServer } from '../server/words.ts'
import type { Facts } from './difference.ts'
import type { GrantCode, ServerCode, TemplateCode } from './shapes.ts'
import { memberName, ownerName, type Present, type ShownTemplate } from './there.ts'

/** A server of a file. Secrets are compared by their names: nobody can read what is there. */
export function wantedServer(code: ServerCode, secret: ReadonlySet<string>): Facts {
  const { label, authentication, limits, vetting, baseline, new_tools } = code
  const way =
    'url' in code
      ? { url: new URL(code.url).href, transport: code.transport }
      : { template: code.template, parameters: openOf(code.parameters, secret) }
  return { label, ...way, authentication: wantedAuthentication(authentication), limits, vetting, baseline, new_tools }
}

const openOf = (parameters: Readonly<Record<string, string>>, secret: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !secret.has(name)))

function wantedAuthentication(authentication: ServerCode['authentication']): Facts {
  switch (authentication.kind) {
    case 'none':
      return { kind: 'none' }
    case 'headers':
      return { kind: 'headers', names: Object.keys(authentication.headers).sort() }
    case 'oauth': {
      const { kind, identity, flow, client, scopes } = authentication
      const proof = client?.key !== undefined ? 'key' : client?.secret !== undefined ? 'secret' : 'none'
      return oauthFacts({ kind, identity, flow, scopes, client: client && { ...client, proof } })
    }
    default:
      return authentication satisfies never
  }
}

/** A server that is there. */
export function presentServer(server: ShownServer, { policyNames }: Present): Facts {
  const { label, way, authentication, limits, vetting, baseline, newTools } = server
  const where =
    way.kind === 'template'
      ? { template: way.template, parameters: way.parameters }
      : { url: way.url, transport: way.kind }
  const proofs =
    authentication.kind === 'headers'
      ? { kind: 'headers', names: [...authentication.names].sort() }
      : authentication.kind === 'oauth'
        ? oauthFacts(authentication)
        : { kind: 'none' }
  const over = baseline === null ? null : (policyNames.get(baseline) ?? baseline)
  return { label, ...where, authentication: proofs, limits, vetting, baseline: over, new_tools: newTools }
}

type OAuth = Extract<ShownServer['authentication'], { readonly kind: 'oauth' }>

function oauthFacts({ kind, identity, flow, client, scopes }: OAuth): Facts {
  const { id, issuer, proof, algorithm } = client ?? {}
  return {
    ...{ kind, identity, flow },
    ...(client !== undefined && { client: present({ id, issuer, proof, algorithm }) }),
    ...(scopes !== undefined && { scopes }),
  }
}

const present = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

/** A grant of a file. */
export function wantedGrant({ label, owner, servers, tags, addresses, expires }: GrantCode): Facts {
  return { label, owner, servers, tags, addresses, expires }
}

/** A grant that is there. */
export function presentGrant({ label, owner, servers, tags, addresses, expires }: ShownGrant): Facts {
  return { label, owner: ownerName(owner), servers, tags, addresses, expires }
}

/** A template of a file. */
export function wantedTemplate({ label, member, servers, tags, addresses }: TemplateCode): Facts {
  return { label, member, servers, tags, addresses }
}

/** A template that is there. */
export function presentTemplate({ label, member, servers, tags, addresses }: ShownTemplate, all: Present): Facts {
  return { label, member: memberName(all, member), servers, tags, addresses }
}
