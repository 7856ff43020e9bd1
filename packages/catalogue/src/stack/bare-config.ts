/** A configuration with nothing left in it but what servers are recognised by: fit to leave the browser. */
import type { ConfiguredServer } from './configured-server.ts'
import type { Launch } from './launch.ts'

type Command = readonly string[]

/** How a package of each registry is started. */
const STARTS: Readonly<Record<string, (name: string, version: string | undefined, fetched: boolean) => Command>> = {
  npm: (name, version, fetched) =>
    fetched ? ['npx', version === undefined ? name : `${name}@${version}`] : ['node', `node_modules/${name}/x.js`],
  pypi: (name, version, fetched) =>
    fetched ? ['uvx', version === undefined ? name : `${name}==${version}`] : ['python', '-m', name],
  oci: (name, version = 'latest') => ['docker', 'run', `${name}${version.startsWith('sha256:') ? '@' : ':'}${version}`],
  unknown: (name) => [name],
}

function commandFor({ package: pkg, repository, fetched }: Launch): Command {
  if (repository !== undefined) return ['npx', `github:${repository.replace(/^github\.com\//, '')}`]
  if (pkg === undefined) return ['program']
  return STARTS[pkg.registry]?.(pkg.name, pkg.version, fetched) ?? ['program']
}

function sectionOf(server: ConfiguredServer): Readonly<Record<string, unknown>> {
  const { launch, url, unasked, only, without, disabled, secrets, transport } = server
  const address = url ?? launch.url
  const [command, ...args] = commandFor(launch)
  const reached = address === undefined ? { command, args } : { url: address, type: transport }
  return {
    ...reached,
    ...(unasked === 'all' ? { trust: true } : unasked.length > 0 && { alwaysAllow: unasked }),
    ...(only !== undefined && { includeTools: only }),
    ...(without.length > 0 && { excludeTools: without }),
    ...(disabled && { disabled: true }),
    ...(secrets > 0 && address === undefined && { args: [...args, '--secret=removed'] }),
  }
}

/**
 * The text: each server's name, its package, repository or address without secrets, and which tools its client calls
 * without asking. No arguments, no variables, no headers. `readClientConfig` reads it as it reads the original.
 */
export function bareConfig(servers: readonly ConfiguredServer[]): string {
  return JSON.stringify({ mcpServers: Object.fromEntries(servers.map((server) => [server.name, sectionOf(server)])) })
}
