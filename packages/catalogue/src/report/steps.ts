/** From a page to a running rule: register the server, add the policy, point the client at the gateway. */
import type { Policy } from '@portcullis/engine'
import type { ServerFacts } from '../import/server-facts.ts'
import { code, say, shown } from './plain.ts'
import type { ControlReport } from './report.ts'

type Step = ControlReport['steps'][number]

/** The gateway's address where nothing else is configured. */
export const GATEWAY = 'http://127.0.0.1:4100'

/** Longest name of a server in an address of the gateway. */
const KEY = 63

/** An image’s name without host and tag; with what stands before it where it says nothing by itself. */
function imageOf(name: string): string {
  const parts = name.replace(/(?<=.)[:@][^/]*$/, '').split('/')
  const last = parts.at(-1) ?? name
  return /^(?:mcp|server|mcp-server)$/.test(last) ? parts.slice(-2).join('-') : last
}

/** A package’s name, an image’s without its host and tag, a part of a repository, the repository, or the server’s own. */
function nameOf({ id, name, package: pkg, repository }: ServerFacts): string {
  const part = id.split('#')[1]
  if (pkg !== undefined && /^(?:oci|docker)$/.test(pkg.registry)) return imageOf(pkg.name)
  if (pkg !== undefined && !pkg.name.includes('://')) return pkg.name
  return part ?? repository?.split('/').at(-1) ?? name
}

/** The name under which the steps register a server: `[a-z0-9-]{1,63}`. */
export function keyOf(server: ServerFacts): string {
  const from = nameOf(server)
  const plain = from
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, KEY)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? server.slug.slice(0, KEY).replace(/-$/, '') : plain
}

/** A text as YAML reads it back: JSON’s form is YAML’s too. */
function yaml(text: string): string {
  return /^[a-z][a-z0-9-]*$/i.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(shown(text, 200))
}

function args(...texts: readonly string[]): string {
  return `    args: [${texts.map((text) => JSON.stringify(shown(text, 200))).join(', ')}]`
}

/** How each registry’s packages are started. */
function launch({ registry, name, version }: NonNullable<ServerFacts['package']>): readonly string[] | undefined {
  const at = version === undefined ? name : `${name}@${version}`
  if (registry === 'npm') return ['    command: npx', args('-y', at)]
  if (registry === 'pypi') return ['    command: uvx', args(at)]
  if (registry === 'oci' || registry === 'docker') return ['    command: docker', args('run', '-i', '--rm', name)]
  if (registry === 'nuget') return ['    command: dnx', args(at, '--yes')]
  return undefined
}

function register(server: ServerFacts, key: string): Step {
  const title = 'Register the server'
  const under = (lines: readonly string[]) => ['servers:', `  ${yaml(key)}:`, ...lines].join('\n')
  if (server.remote !== undefined && server.package === undefined) {
    const lines = [`    url: ${JSON.stringify(shown(server.remote, 300))}`]
    const old = server.transports.includes('sse') && !server.transports.includes('http')
    const text = say`Add this to ${code('portcullis.yaml')}. The server runs at its vendor’s or yours; a credential it wants belongs under ${code('headers')}, read from the environment.`
    return { title, text, code: under(old ? [...lines, '    transport: sse'] : lines) }
  }
  const known = server.package === undefined ? undefined : launch(server.package)
  if (known !== undefined && server.package !== undefined) {
    const text = say`Add this to ${code('portcullis.yaml')}. The gateway starts ${code(server.package.name)} itself; pin a version, and give it only the variables it needs under ${code('env')}.`
    return { title, text, code: under(known) }
  }
  if (server.package !== undefined) {
    const { name, registry } = server.package
    const text = say`Add this to ${code('portcullis.yaml')}. It comes as ${code(name)} from ${code(registry)}, for which no one command is known: install it, and name its program here, with the whole path.`
    return { title, text, code: under(['    command: /path/to/the/server', '    args: []']) }
  }
  const where = server.repository === undefined ? undefined : code(server.repository.replace(/^https?:\/\//, ''))
  const text =
    where === undefined
      ? say`Add this to ${code('portcullis.yaml')}. Neither a package nor an address of it is known: name the command that starts it, with its whole path, or its ${code('url')}.`
      : say`Add this to ${code('portcullis.yaml')}. No package of it is known: check out ${where} and name the command that starts it here, with its whole path.`
  return { title, text, code: under(['    command: /path/to/the/server', '    args: []']) }
}

function addPolicy(key: string, policy: Policy): Step {
  const part = policy.hide === undefined ? 'tools' : 'hide'
  const empty = policy.hide === undefined && policy.tools === undefined
  return {
    title: 'Add the policy',
    text: empty
      ? say`No policy can name this tool, and a default of ${code('deny')} refuses it. Save the document as ${code(`${key}.json`)} beside the configuration.`
      : say`Save the document as ${code(`${key}.json`)} beside the configuration. Where this server has a policy already, add only what stands under ${code(part)}: nothing else of it changes.`,
    code: ['policies:', `  ${yaml(key)}:`, `    file: ${yaml(`${key}.json`)}`].join('\n'),
  }
}

function connect(key: string, gateway: string): Step {
  return {
    title: 'Point the client at the gateway',
    text: say`Replace the server’s own address or command in the client by this one, and send the token of a grant as ${code('Authorization: Bearer …')}; ${code('portcullis grant new')} makes one.`,
    code: `${gateway}/mcp/${key}`,
  }
}

/** The three steps for one server. */
export function stepsFor(server: ServerFacts, policy: Policy, gateway: string): readonly Step[] {
  const key = keyOf(server)
  return [register(server, key), addPolicy(key, policy), connect(key, gateway)]
}
