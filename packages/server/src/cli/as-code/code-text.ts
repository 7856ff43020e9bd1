/** What is there, as the text of files. */
import { stringify } from 'yaml'
import { referenceTo } from '../../config/environment.ts'
import { LIMITS, VETTING } from '../../control/server/server.ts'
import type { ShownGrant } from '../grants/find.ts'
import { refers } from '../remote/references.ts'
import type { ShownServer } from '../server/words.ts'
import { differencesOf, type Facts } from './difference.ts'
import type { ServerCode, WebhookCode } from './shapes.ts'
import { memberName, ownerName, type Present, type ShownPins, type ShownTemplate, type ShownWebhook } from './there.ts'

const text = (facts: Facts): string => stringify(facts, { lineWidth: 0 })

/** A server's file. @param known the file that is there: its references are kept */
export function serverText(server: ShownServer, present: Present, known: ServerCode | undefined): string {
  const { slug, label, way, limits, vetting, baseline, newTools } = server
  const authentication = authenticationCode(server, known)
  const where =
    way.kind === 'template'
      ? { template: way.template, ...filled('parameters', parametersCode(slug, way, { present, known })) }
      : { url: way.url, ...(way.kind === 'sse' && { transport: 'sse' }) }
  return text({
    label,
    ...where,
    ...(authentication && { authentication }),
    ...filled('limits', changedFrom(LIMITS.parse({}), limits)),
    ...filled('vetting', changedFrom(VETTING.parse({}), vetting)),
    ...(baseline !== null && { baseline: present.policyNames.get(baseline) ?? baseline }),
    ...(newTools !== 'refuse' && { new_tools: newTools }),
  })
}

const filled = (name: string, facts: Facts): Facts => (Object.keys(facts).length > 0 ? { [name]: facts } : {})

/** Members that are not as they usually are. */
function changedFrom(usual: Facts, present: Facts): Facts {
  const changed = new Set(differencesOf(usual, present).map(({ field }) => field.split('.', 1)[0]))
  return Object.fromEntries(Object.entries(present).filter(([name]) => changed.has(name)))
}

/** The variable in which a secret is expected: `SHOP_AUTHORIZATION`. */
function secretReference(slug: string, name: string): string {
  return referenceTo(
    `${slug}_${name}`
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replace(/^(?=\d)/, '_'),
  )
}

interface Around {
  readonly present: Present
  readonly known: ServerCode | undefined
}

function parametersCode(
  slug: string,
  { template, parameters }: Extract<ShownServer['way'], { readonly kind: 'template' }>,
  { present, known }: Around,
): Facts {
  const before = known !== undefined && 'template' in known && known.template === template ? known.parameters : {}
  const secrets = (present.secretParameters.get(template) ?? []).map((name) => [
    name,
    before[name] ?? secretReference(slug, name),
  ])
  return { ...parameters, ...Object.fromEntries(secrets) }
}

function authenticationCode({ slug, authentication }: ShownServer, known: ServerCode | undefined): Facts | undefined {
  if (authentication.kind === 'none') return undefined
  const before = known?.authentication
  if (authentication.kind === 'headers') {
    const headers: Readonly<Record<string, string>> = before?.kind === 'headers' ? before.headers : {}
    const names = [...authentication.names].sort()
    return {
      kind: 'headers',
      headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? secretReference(slug, name)])),
    }
  }
  const { kind, identity, flow, client, scopes } = authentication
  const client0 = before?.kind === 'oauth' ? before.client : undefined
  return {
    ...{ kind, identity, flow },
    ...(client && {
      client: {
        id: client.id,
        ...(client.issuer !== undefined && { issuer: client.issuer }),
        ...(client.proof === 'secret' && { secret: client0?.secret ?? secretReference(slug, 'client_secret') }),
        ...(client.proof === 'key' && { key: client0?.key ?? secretReference(slug, 'client_key') }),
        ...(client.algorithm !== undefined && { algorithm: client.algorithm }),
      },
    }),
    ...(scopes && { scopes }),
  }
}

type Reaching = Pick<ShownGrant, 'label' | 'servers' | 'tags' | 'addresses'>

function reachingCode({ label, servers, tags, addresses }: Reaching, holder: Facts): Facts {
  const slugs = Object.keys(servers).sort()
  const reaches = slugs.map((slug) => {
    const { policy = null, shadow = null } = servers[slug] ?? {}
    return [slug, shadow === null ? policy : { policy, shadow }] as const
  })
  return {
    label,
    ...holder,
    servers: Object.fromEntries(reaches),
    ...filled('tags', Object.fromEntries(Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)))),
    ...(addresses.length > 0 && { addresses }),
  }
}

/** A grant's file. */
export function grantText(grant: ShownGrant): string {
  const owner = ownerName(grant.owner)
  const { expires } = grant
  const facts = reachingCode(grant, { ...(owner !== null && { owner }) })
  return text({ ...facts, ...(expires !== null && { expires: new Date(expires).toISOString() }) })
}

/** A template's file. */
export function templateText(template: ShownTemplate, present: Present): string {
  const member = memberName(present, template.member)
  return text(reachingCode(template, { ...(member !== null && { member }) }))
}

/** The file of a server's accepted definitions: each as it is compared, so that a review sees what changed. */
export function pinsText(pins: ShownPins): string {
  return `${JSON.stringify({ tools: pins.map(({ definition }) => definition) }, null, 2)}\n`
}

/** A webhook's file. @param known the file that is there: its reference is kept */
export function webhookText(
  { label, form, url, events, active }: ShownWebhook,
  known: WebhookCode | undefined,
): string {
  // What is not shown is a secret.
  const address = url.endsWith('/…') ? secretReference('webhook', `${label}_url`) : url
  return text({
    label,
    ...(form !== 'signed' && { form }),
    url: known !== undefined && refers(known.url) ? known.url : address,
    events: [...events].sort(),
    ...(!active && { active }),
  })
}

/** The organisation's file. */
export function organisationText({ baseline, settings, policies }: Present): string {
  const described = [...policies.values()].map(({ shown }) => [shown.name, shown.description] as const)
  const descriptions = Object.fromEntries(described.filter(([, words]) => words !== ''))
  return text({ baseline, settings, ...filled('descriptions', descriptions) })
}
