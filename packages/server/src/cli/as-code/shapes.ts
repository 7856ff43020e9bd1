/** What the files of a folder say: the shapes of servers, grants, templates and the organisation as code. */
import { z } from 'zod'
import { readInstant } from '../../config/field/instant.ts'
import { WEBHOOK_BODY } from '../../control/audit/webhook/webhook.ts'
import { ADDRESSES, GRANT_LABEL, TAGS } from '../../control/grant/grant.ts'
import { organisationSettings } from '../../control/organisation/settings.ts'
import { POLICY_NAME } from '../../control/policy/policy.ts'
import { LABEL, LIMITS, SLUG, VETTING } from '../../control/server/server.ts'

/** A text with references in the place of secrets. */
const reference = z.string().min(1).max(8192)
const policy = POLICY_NAME.nullable()

const instant = z
  .string()
  .transform((text, context) => {
    const read = readInstant(text)
    if (typeof read === 'number') return read
    context.addIssue({ code: 'custom', message: `${read.fault} ${read.remedy}` })
    return z.NEVER
  })
  .nullable()

const oauth = z.strictObject({
  kind: z.literal('oauth'),
  identity: z.enum(['server', 'owner']).default('server'),
  flow: z.enum(['code', 'client']).default('code'),
  client: z
    .strictObject({
      id: z.string().min(1).max(2048),
      issuer: z.url().optional(),
      secret: reference.optional(),
      key: reference.optional(),
      algorithm: z.enum(['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA']).optional(),
    })
    .optional(),
  scopes: z.array(z.string()).optional(),
})

const authentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('headers'), headers: z.record(z.string(), reference) }),
  oauth,
])

const common = {
  label: LABEL,
  authentication: authentication.default({ kind: 'none' }),
  limits: LIMITS.prefault({}),
  vetting: VETTING.prefault({}),
  baseline: policy.default(null),
  new_tools: z.enum(['refuse', 'follow']).default('refuse'),
}

/** `servers/<slug>.yaml`. */
export const SERVER_CODE = z.union([
  z.strictObject({ ...common, url: z.url(), transport: z.enum(['http', 'sse']).default('http') }),
  z.strictObject({
    ...common,
    template: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  }),
])
export type ServerCode = z.output<typeof SERVER_CODE>

const reach = z.union([
  policy.transform((name) => ({ policy: name, shadow: null })),
  z.strictObject({ policy: policy.default(null), shadow: policy.default(null) }),
])

const reaching = {
  label: GRANT_LABEL,
  servers: z.record(SLUG, reach).default({}),
  tags: TAGS.default({}),
  addresses: ADDRESSES.default([]),
}

/** `grants/*.yaml`. */
export const GRANT_CODE = z.strictObject({
  ...reaching,
  owner: z.string().nullable().default(null),
  expires: instant.default(null),
})
export type GrantCode = z.output<typeof GRANT_CODE>

/** `templates/*.yaml`. */
export const TEMPLATE_CODE = z.strictObject({ ...reaching, member: z.string().nullable().default(null) })
export type TemplateCode = z.output<typeof TEMPLATE_CODE>

/** `pins/<slug>.json`: definitions of tools, each as the server gives it. */
export const PINS_CODE = z.strictObject({
  tools: z.array(
    z.strictObject({
      name: z.string().min(1).max(1024),
      title: z.string().optional(),
      description: z.string().optional(),
      inputSchema: z.json().optional(),
      outputSchema: z.json().optional(),
      annotations: z.record(z.string(), z.json()).optional(),
    }),
  ),
})
export type PinsCode = z.output<typeof PINS_CODE>

/** `webhooks/*.yaml`. */
export const WEBHOOK_CODE = z.strictObject({
  label: WEBHOOK_BODY.shape.label,
  form: WEBHOOK_BODY.shape.form,
  url: reference,
  events: WEBHOOK_BODY.shape.events,
  active: z.boolean().default(true),
})
export type WebhookCode = z.output<typeof WEBHOOK_CODE>

/** `organisation.yaml`. */
export const ORGANISATION_CODE = z.strictObject({
  baseline: policy.optional(),
  settings: organisationSettings.optional(),
  /** What policies are for, by name. */
  descriptions: z.record(POLICY_NAME, z.string().max(2000)).default({}),
})
export type OrganisationCode = z.output<typeof ORGANISATION_CODE>
