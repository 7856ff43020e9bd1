/** From the sections of the control plane to its settings. */
import type { AdminSettings } from './configuration.ts'
import type { Draft } from './draft.ts'
import { formatAddress, isLoopback } from './field/address.ts'
import type { ConfigurationFile } from './schema.ts'
import { resolveSecret } from './server-entry.ts'

/** Resolves them; what is wrong is reported. */
export function resolveAdmin(draft: Draft, file: ConfigurationFile, mail: AdminSettings['mail']): AdminSettings {
  judgeListener(draft, file)
  judgePublicUrl(draft, file)
  judgeRegistration(draft, file)
  return {
    publicOrigin: file.admin.public_url,
    allowedHosts: file.admin.allowed_hosts,
    database: file.database === undefined ? undefined : resolveDatabase(draft, file.database),
    registration: file.admin.registration,
    mail,
  }
}

/** Passwords and sessions must not cross a network in clear text, and links need a name. */
function judgeListener(draft: Draft, { listen, admin }: ConfigurationFile): void {
  const address = listen.admin
  if (address === undefined || address.loopback || admin.public_url?.startsWith('https:') === true) return
  draft.report({
    path: admin.public_url === undefined ? ['listen', 'admin'] : ['admin', 'public_url'],
    code: 'exposed_listener',
    message: `Others could connect to ${formatAddress(address)}, and passwords would travel unencrypted.`,
    remedy:
      'Bind "127.0.0.1"; or write the https address as `admin.public_url`, and add `tls`, or a proxy that speaks TLS for the control plane.',
  })
}

/** Also behind a proxy: what people type travels as their browser sends it. */
function judgePublicUrl(draft: Draft, { listen, admin }: ConfigurationFile): void {
  const url = admin.public_url
  if (url === undefined || listen.admin?.loopback !== true || url.startsWith('https:')) return
  if (isLoopback(new URL(url).hostname.replaceAll(/^\[|\]$/g, ''))) return
  draft.report({
    path: ['admin', 'public_url'],
    code: 'exposed_listener',
    message: `Passwords would travel to ${url} unencrypted.`,
    remedy: 'Put a proxy that speaks TLS before the control plane, and write its https address.',
  })
}

/** Whoever registers proves an address by its mail. */
function judgeRegistration(draft: Draft, { admin, contact }: ConfigurationFile): void {
  if (admin.registration !== 'open' || contact.mail !== undefined) return
  draft.report({
    path: ['admin', 'registration'],
    code: 'wrong_combination',
    message: 'Nobody can register: links to new accounts are mailed, and there is no mail server.',
    remedy: 'Write `contact.mail`, or `invite` here.',
  })
}

function resolveDatabase(draft: Draft, written: string): string | undefined {
  const path = ['database']
  const resolved = resolveSecret(draft, path, written)
  if (resolved === undefined || draft.world.portable) return resolved
  const url = URL.canParse(resolved) ? new URL(resolved) : undefined
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    draft.report({
      path,
      code: 'wrong_value',
      message: 'This is no URL of a PostgreSQL database.',
      remedy: 'Write `postgres://user@host/name`; or leave `database` out, for a file in the data folder.',
    })
    return undefined
  }
  if (url.password !== '' && resolved === written) {
    draft.report({
      path,
      code: 'literal_secret',
      severity: 'warning',
      message: 'The URL holds a password, and everyone who reads the file knows it.',
      remedy: 'Put the URL into an environment variable, or the password into the file that `PGPASSFILE` names.',
    })
  }
  return resolved
}
