/** What becomes of servers. */
import type { Asking } from '../../control/client.ts'
import { dereference, dereferenceSecret, type ReferenceWorld } from '../remote/references.ts'
import type { Change } from './change.ts'
import { changedFields, type Difference, differencesOf } from './difference.ts'
import { presentServer, wantedServer } from './facts.ts'
import type { Folder, Wanted } from './folder.ts'
import type { ServerCode } from './shapes.ts'
import type { Present } from './there.ts'

/** Servers that are added or changed. @param secrets whether secrets are sent again, as nobody can compare them */
export function planServers(folder: Folder, present: Present, secrets: boolean): readonly Change[] {
  return (folder.servers ?? []).flatMap((wanted): readonly Change[] => {
    const there = present.servers.get(wanted.name)
    const secret = secretParameters(wanted.code, present)
    if (there === undefined) return [created(wanted, secret)]
    const before = presentServer(there.shown, present)
    const differences = differencesOf(before, wantedServer(wanted.code, secret))
    const again = secrets && hasSecrets(wanted.code, secret)
    if (differences.length === 0 && !again) return []
    return [
      edited(wanted, secret, { differences, again, etag: there.etag, elsewhere: isElsewhere(before, wanted.code) }),
    ]
  })
}

type Body = NonNullable<Asking<'servers.create'>['body']>

/** Names of parameters of the template that are secrets. */
function secretParameters(code: ServerCode, { secretParameters: known }: Present): ReadonlySet<string> {
  return new Set('template' in code ? (known.get(code.template) ?? []) : [])
}

const hasSecrets = ({ authentication }: ServerCode, secret: ReadonlySet<string>): boolean =>
  secret.size > 0 ||
  authentication.kind === 'headers' ||
  (authentication.kind === 'oauth' && authentication.client !== undefined)

/** Another scheme, host, port or program: what proved itself to the former one is dropped. */
function isElsewhere(before: ReturnType<typeof presentServer>, code: ServerCode): boolean {
  const { url } = before
  if (typeof url !== 'string' || !('url' in code)) return true
  return new URL(url).origin !== new URL(code.url).origin
}

function created({ name, file, code }: Wanted<ServerCode>, secret: ReadonlySet<string>): Change {
  return {
    action: 'create',
    kind: 'server',
    name,
    file,
    differences: [],
    make: async ({ session, params, world }) => {
      const { label, limits, vetting, baseline, new_tools: newTools } = code
      const from = fromOf(code, secret, { file, world })
      const authentication = authenticationOf(code, { file, world })
      // What the files say needs no answer of the server; it is visited by itself soon after.
      const body: Body = { slug: name, label, from, authentication, limits, vetting, baseline, newTools, probe: false }
      await session.ask('servers.create', { params, body })
    },
  }
}

interface Edit {
  readonly differences: readonly Difference[]
  readonly again: boolean
  readonly elsewhere: boolean
  readonly etag: string
}

const WAY = ['url', 'transport', 'template', 'parameters'] as const

function edited(
  wanted: Wanted<ServerCode>,
  secret: ReadonlySet<string>,
  { differences, again, elsewhere, etag }: Edit,
): Change {
  const { name, file, code } = wanted
  const changed = changedFields(differences)
  const moves = WAY.some((field) => changed.has(field))
  const proves =
    changed.has('authentication') ||
    (moves && elsewhere && code.authentication.kind !== 'none') ||
    (again && code.authentication.kind !== 'none')
  const shown = again
    ? [...differences, { field: 'secrets', before: '(not shown)', after: '(sent again)' }]
    : differences
  return {
    action: 'edit',
    kind: 'server',
    name,
    file,
    differences: shown,
    make: async ({ session, params, world }) => {
      const one = { ...params, server: name }
      const body = {
        ...pick(code, changed),
        ...((moves || (again && secret.size > 0)) && { from: fromOf(code, secret, { file, world }) }),
      }
      let ifMatch: string | undefined = etag
      // A difference may be that of the credentials alone.
      if (Object.keys(body).length > 0)
        ifMatch = (await session.ask('servers.edit', { params: one, body, ifMatch })).etag
      if (!proves) return
      const authentication = authenticationOf(code, { file, world })
      await session.ask('servers.authentication.set', { params: one, body: { authentication }, ifMatch })
    },
  }
}

const pick = ({ label, limits, vetting, baseline, new_tools: newTools }: ServerCode, changed: ReadonlySet<string>) => ({
  ...(changed.has('label') && { label }),
  ...(changed.has('limits') && { limits }),
  ...(changed.has('vetting') && { vetting }),
  ...(changed.has('baseline') && { baseline }),
  ...(changed.has('new_tools') && { newTools }),
})

interface Place {
  readonly file: string
  readonly world: ReferenceWorld
}

function fromOf(code: ServerCode, secret: ReadonlySet<string>, { file, world }: Place): Body['from'] {
  if ('url' in code) return { url: code.url, transport: code.transport }
  const parameters = Object.entries(code.parameters).map(([name, text]) => {
    const where = `${file}: parameters.${name}`
    return [name, secret.has(name) ? dereferenceSecret(text, where, world) : dereference(text, where, world)]
  })
  return { template: code.template, parameters: Object.fromEntries(parameters) }
}

function authenticationOf({ authentication }: ServerCode, { file, world }: Place): NonNullable<Body['authentication']> {
  const secret = (text: string, where: string): string =>
    dereferenceSecret(text, `${file}: authentication.${where}`, world)
  if (authentication.kind === 'none') return authentication
  if (authentication.kind === 'headers') {
    const headers = Object.entries(authentication.headers).map(([name, text]) => [
      name,
      secret(text, `headers.${name}`),
    ])
    return { kind: 'headers', headers: Object.fromEntries(headers) }
  }
  const { client, ...rest } = authentication
  if (client === undefined) return rest
  const { secret: proof, key, ...known } = client
  return {
    ...rest,
    client: {
      ...known,
      ...(proof !== undefined && { secret: secret(proof, 'client.secret') }),
      ...(key !== undefined && { key: secret(key, 'client.key') }),
    },
  }
}
