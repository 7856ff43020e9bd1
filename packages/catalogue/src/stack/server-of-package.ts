/** The server that people mean by the name of a package alone. */
import type { ServerFacts } from '../import/server-facts.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { readClientConfig } from './client-config.ts'
import { recogniseServer } from './recognise.ts'

const PACKAGE = /^(?:(npm|pypi):)?(@?[A-Za-z0-9][\w./-]{0,199})$/

/** Sections of a client's configuration that start a package of that name. */
function launches(registry: string | undefined, name: string): readonly object[] {
  const npm = { command: 'npx', args: ['-y', name] }
  const pypi = { command: 'uvx', args: [name] }
  if (registry !== undefined) return [registry === 'npm' ? npm : pypi]
  return [npm, pypi]
}

/**
 * The entry of a package, `@acme/mail` or `npm:@acme/mail`, as a client that starts it is recognised: only one whose tools
 * are known. A package is often known by its name alone beside the repository that publishes it.
 */
export function serverOfPackage(index: CatalogueIndex, text: string): ServerFacts | undefined {
  const [, registry, name] = PACKAGE.exec(text) ?? []
  if (name === undefined) return undefined
  for (const launch of launches(registry, name)) {
    const config = readClientConfig(JSON.stringify({ mcpServers: { server: launch } }))
    const [server] = config.ok ? config.servers : []
    const found = server === undefined ? undefined : recogniseServer(index, server)
    if (found?.by === 'package' && found.entry.tools.length > 0) return found.entry
  }
  return undefined
}
