/** Roles by value of a claim, as lines that people write: `engineers = policy_manager`. */
import { ROLES, type Role } from 'portcullis/permissions'

/** Lines of a map. */
export const printRoleMap = (map: Readonly<Record<string, Role>>): string =>
  Object.entries(map)
    .map(([value, role]) => `${value} = ${role}`)
    .join('\n')

/** The map of lines; a text says which line is wrong. */
export function readRoleMap(text: string): Readonly<Record<string, Role>> | string {
  const found = new Map<string, Role>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const at = line.lastIndexOf('=')
    const value = line.slice(0, at).trim()
    const role = ROLES.find((one) => one === line.slice(at + 1).trim())
    if (at < 0 || value === '' || role === undefined)
      return `“${line.trim()}” is no such line. Write \`value = role\`, with one of ${ROLES.join(', ')}.`
    found.set(value, role)
  }
  return Object.fromEntries(found)
}
