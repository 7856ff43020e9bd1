/** What is said of grants. */
import { when } from '../remote/instants.ts'
import { sheet } from '../remote/table.ts'
import type { ShownGrant } from './find.ts'

/** What it reaches, and under which policies. */
export function reachText({ servers }: Pick<ShownGrant, 'servers'>): string {
  const parts = Object.entries(servers).map(
    ([slug, { policy, shadow }]) => `${slug}=${policy ?? '(denied)'}${shadow === null ? '' : ` (tried: ${shadow})`}`,
  )
  return parts.join(' ') || '-'
}

/** Whose it is. */
export const ownerText = ({ owner }: Pick<ShownGrant, 'owner'>): string =>
  owner === null ? '-' : (owner.email ?? owner.id)

/** A grant, line by line. */
export function grantSheet(grant: ShownGrant): string {
  const { state_reason: reason, tokens, raises } = grant
  return sheet([
    ['id', grant.id],
    ['label', grant.label],
    ['state', reason === '' ? grant.state : `${grant.state}: ${reason}`],
    ['owner', ownerText(grant)],
    ['reaches', reachText(grant)],
    ...raises.map((raise): [string, string] => [
      'raised',
      `${raise.server}=${raise.policy} until ${when(raise.until)}: ${raise.reason} (${raise.id})`,
    ]),
    ['tags', pairs(grant.tags)],
    ['addresses', grant.addresses.join(' ') || 'any'],
    ['expires', when(grant.expires, 'never')],
    ...tokens.map(({ hint, created, expires }): [string, string] => [
      'token',
      `${hint}…, of ${when(created)}, until ${when(expires, 'it is rotated')}`,
    ]),
    ['OAuth clients', String(grant.clients)],
    ['last used', when(grant.used, 'never')],
    ['made', `${when(grant.created)} by ${grant.created_by}`],
  ])
}

const pairs = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '-'

/** A token that is shown once. */
export const tokenText = (token: string): string => `The token, shown this once:\n\n  ${token}\n\n`
