/** Which entry a server of the registry belongs to where several come from one repository. */
import { oneSpelling, packageKey } from './identity.ts'
import type { FoundServer, ServerFacts } from './server-facts.ts'

/** Before a name of the registry among an entry's identities. */
export const REGISTRY = 'registry:'

const REGISTRY_NAME = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/

/** Whether both say where they come from, and it is not the same place. */
function differ(a: ServerFacts, b: FoundServer): boolean {
  if (a.package !== undefined && b.package !== undefined) return packageKey(a.package) !== packageKey(b.package)
  return a.remote !== undefined && b.remote !== undefined && a.remote !== b.remote
}

/** Whether the entry goes by a name of the registry that is not this one. */
function isNamedOtherwise({ name, aliases }: ServerFacts, given: string): boolean {
  const names = aliases.filter((alias) => alias.startsWith(REGISTRY))
  if (names.length === 0 && REGISTRY_NAME.test(name)) names.push(`${REGISTRY}${name}`)
  return names.length > 0 && !names.some((one) => one.toLowerCase() === given.toLowerCase())
}

/**
 * The identity under which a server is kept: its own, unless its repository's entry is another server already, with
 * another name in the registry and another package or address. Then it is the repository's part of that name,
 * `github.com/owner/name#com-example-mail`.
 * @param known entries by identity
 * @param aliases other identities of these
 */
export function placeInRepository(
  found: FoundServer,
  known: ReadonlyMap<string, ServerFacts>,
  aliases: ReadonlyMap<string, string>,
): string {
  const { id, givenId, repository } = found
  if (repository === undefined || id.includes('#') || !givenId?.startsWith(REGISTRY)) return id
  const told = aliases.get(givenId)
  if (told !== undefined) return told
  const name = givenId.slice(REGISTRY.length)
  const apart = oneSpelling(`${id}#${name.replace(/[^A-Za-z0-9]+/g, '-')}`) ?? id
  if (known.has(apart)) return apart
  const whole = known.get(id)
  return whole !== undefined && isNamedOtherwise(whole, givenId) && differ(whole, found) ? apart : id
}
