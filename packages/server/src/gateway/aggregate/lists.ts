/** The lists of the protocol, as one endpoint for several servers gives them. */
import type { Caller } from '../../ports/directory.ts'
import type { Asking } from './asking.ts'
import type { NamePlace } from './names.ts'
import type { Listed } from './pages.ts'

/** Where names of a server's tools, or prompts, are remembered. */
export const placeOf = ({ grant }: Asking, { server }: Caller, kind: NamePlace['kind']): NamePlace => ({
  grant,
  server: server.id,
  slug: server.slug,
  kind,
})

/** Names get the server's part. */
const named = (kind: NamePlace['kind']): Listed => ({
  member: kind,
  key: 'name',
  begin: (asking, caller) => asking.together.names.begin(placeOf(asking, caller, kind)),
  note: (asking, caller, name) => asking.together.names.note(placeOf(asking, caller, kind), name),
  shown: (asking, caller, name) => asking.together.names.shown(placeOf(asking, caller, kind), name),
})

/** Addresses stay, where only one server has them. */
const addressed = (member: string, key: string, kind: 'uris' | 'templates'): Listed => ({
  member,
  key,
  begin: ({ together }, caller) => together.places.begin(caller, kind),
  note: ({ together }, caller, address) => together.places.note(caller, kind, address),
  shown: ({ together, callers }, caller, address) => together.places.shown(callers, caller, kind, address),
})

/** By the method that asks for them. */
export const LISTS: ReadonlyMap<string, Listed> = new Map([
  ['tools/list', named('tools')],
  ['prompts/list', named('prompts')],
  ['resources/list', addressed('resources', 'uri', 'uris')],
  ['resources/templates/list', addressed('resourceTemplates', 'uriTemplate', 'templates')],
])
