/** Which roles an identity provider's claims give. */

import type { SignOnTable } from '../../../store/sql/tables/accounts.ts'
import { ROLES, type Role } from '../../permissions.ts'

/** How claims become roles. */
export type RoleMapping = Pick<SignOnTable, 'role_claim' | 'role_map' | 'default_role'>

/** The roles of somebody with these claims, in the order of the table of roles; none: is not let in. */
export function rolesOf(claims: Readonly<Record<string, unknown>>, mapping: RoleMapping): readonly Role[] {
  const map: Readonly<Record<string, unknown>> = JSON.parse(mapping.role_map)
  const given = new Set(
    valuesOf(claims, mapping.role_claim).flatMap((value) => (Object.hasOwn(map, value) ? [map[value]] : [])),
  )
  if (given.size === 0 && mapping.default_role !== '') given.add(mapping.default_role)
  return ROLES.filter((role) => given.has(role))
}

/** Texts of a claim: one, or a list of them. Its name is a whole one first (`https://example.com/groups`), else a path. */
function valuesOf(claims: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  if (name === '') return []
  const found = Object.hasOwn(claims, name) ? claims[name] : at(claims, name.split('.'))
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  return values.filter((value) => typeof value === 'string')
}

function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? at(Reflect.get(value, key), rest)
    : undefined
}

/** Whether the claim stands there at all. */
export function hasClaim(claims: Readonly<Record<string, unknown>>, name: string): boolean {
  return name === '' || Object.hasOwn(claims, name) || at(claims, name.split('.')) !== undefined
}
