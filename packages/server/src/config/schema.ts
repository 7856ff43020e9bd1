/** `portcullis.yaml`: its form, in one place. The JSON Schema and the reference page are generated from it. */
import { z } from 'zod'
import { type AdminSection, adminSection, databaseField } from './section/admin.ts'
import { type AuditSection, auditSection } from './section/audit.ts'
import { type CatalogueSection, catalogueSection } from './section/catalogue.ts'
import { type ContactSection, contactSection } from './section/contact.ts'
import { type CountersSection, countersSection } from './section/counters.ts'
import { line } from './section/fields.ts'
import { type GatewaysSection, gatewaysSection, type KeysSection, keysSection } from './section/gateways.ts'
import { type GrantSection, grantSection } from './section/grant.ts'
import { type LimitsSection, limitsSection } from './section/limits.ts'
import {
  allowDestinationsField,
  allowedHostsField,
  allowedOriginsField,
  type ListenSection,
  listenSection,
  publicUrlField,
  type TlsSection,
  tlsSection,
  trustedProxiesField,
} from './section/listen.ts'
import { type LogSection, logSection } from './section/log.ts'
import { type OperationsSection, operationsSection } from './section/operations.ts'
import { type ServerSection, serverSection } from './section/server.ts'
import { type TemplateSection, templatesField } from './section/template.ts'
import { type UpstreamSection, upstreamSection } from './section/upstream.ts'
import { type WorkersField, workersField } from './section/workers.ts'

/** What happens when a file of the configuration changes. */
export type WatchMode = 'apply' | 'tighten' | 'off'

/** The file, with the standard values filled in; references are not resolved yet. */
export interface ConfigurationFile {
  readonly listen: ListenSection
  readonly public_url?: URL | undefined
  readonly allowed_hosts: readonly string[]
  readonly allowed_origins: readonly string[]
  readonly trusted_proxies: readonly string[]
  readonly tls?: TlsSection | undefined
  readonly admin: AdminSection
  readonly catalogue: CatalogueSection
  readonly contact: ContactSection
  readonly limits: LimitsSection
  readonly log: LogSection
  readonly audit: AuditSection
  readonly operations: OperationsSection
  readonly data: string
  readonly database?: string | undefined
  readonly keys: KeysSection
  readonly gateways: GatewaysSection
  readonly counters: CountersSection
  readonly upstream: UpstreamSection
  readonly workers: WorkersField
  readonly watch: WatchMode
  readonly baseline?: string | undefined
  readonly servers: Readonly<Record<string, ServerSection>>
  readonly templates: Readonly<Record<string, TemplateSection>>
  readonly allow_destinations: readonly string[]
  readonly policies: Readonly<Record<string, object>>
  readonly grants: readonly GrantSection[]
}

/** The form of a server's name: it is part of a URL. */
const slugPattern: RegExp = /^[a-z0-9-]{1,63}$/

/** A policy within the file, or the path of one; the engine judges the former, `policies.ts` the latter. */
export const policyEntry: z.ZodType<object> = z
  .looseObject({})
  .meta({ description: 'A policy document, or `file:` and its path.' })

export const configurationSchema: z.ZodType<ConfigurationFile> = z.strictObject({
  listen: listenSection,
  public_url: publicUrlField,
  allowed_hosts: allowedHostsField,
  allowed_origins: allowedOriginsField,
  trusted_proxies: trustedProxiesField,
  tls: tlsSection,
  admin: adminSection,
  catalogue: catalogueSection,
  contact: contactSection,
  limits: limitsSection,
  log: logSection,
  audit: auditSection,
  operations: operationsSection,
  data: line(
    'Folder of counters, logs and working folders; relative to this file. Made with access for the gateway’s user only. A change takes effect at the next start.',
    4096,
  ).prefault('data'),
  database: databaseField,
  keys: keysSection,
  gateways: gatewaysSection,
  counters: countersSection,
  upstream: upstreamSection,
  workers: workersField,
  watch: z.enum(['apply', 'tighten', 'off']).default('apply').meta({
    description:
      'What happens when this file, a policy file or a certificate changes. `apply`: the edit holds from the next request on. `tighten`: an edit that only takes rights away holds at once; any other waits for `portcullis reload --confirm`. `off`: nothing is read again until the next start.',
  }),
  baseline: line(
    'Id of a policy that stands over every grant’s own policy, on every server: all are judged, the most restrictive answer counts, and the limits of all hold.',
  ).optional(),
  servers: z
    .record(z.string().regex(slugPattern), serverSection)
    .default({})
    .meta({ description: 'Servers by name. A name is 1 to 63 of `a–z`, `0–9` and `-`.' }),
  templates: templatesField,
  allow_destinations: allowDestinationsField,
  policies: z
    .record(z.string(), policyEntry)
    .default({})
    .meta({ description: 'Policies by id. Counters hang on the id: a new id starts new budgets.' }),
  grants: z
    .array(grantSection)
    .max(10_000)
    .default([])
    .meta({ description: 'Who may use which server, under which policy.' }),
})
