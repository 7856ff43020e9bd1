/** Ways around the gateway, file by file, each with what to write there instead. */
import { type Detour, remedyFor, type Target, tokenNote } from './remedy.ts'
import type { Bypass, Remedy, ScannedServer, ScannedStack } from './scan-report.ts'
import { clientName } from './words.ts'

function detourOf({ configured }: ScannedServer, way: Bypass['way']): Detour {
  return { name: configured.name, way, project: configured.project }
}

/** The servers that are reached without the gateway, each once. */
export function bypassesOf(stacks: readonly ScannedStack[], target: Target): readonly Bypass[] {
  const seen = new Set<string>()
  return stacks.flatMap(({ client, title, servers }) =>
    servers.flatMap((server): readonly Bypass[] => {
      const { way, place, configured } = server
      const key = `${place.path}:${place.at}`
      if (way === undefined || way.way === 'guarded' || configured.disabled || seen.has(key)) return []
      seen.add(key)
      const instead = remedyFor({ client, path: place.path }, [detourOf(server, way)], target)
      return [{ stack: title, client, server, way, instead }]
    }),
  )
}

/** One part for each file, and for each project within it. */
export function remediesOf(bypasses: readonly Bypass[], target: Target): readonly Remedy[] {
  const files = new Map<string, Bypass[]>()
  for (const one of bypasses) {
    const key = JSON.stringify([one.server.place.path, one.server.configured.project])
    const list = files.get(key)
    if (list === undefined) files.set(key, [one])
    else list.push(one)
  }
  return [...files.values()].flatMap((list): readonly Remedy[] => {
    const [first] = list
    if (first === undefined) return []
    const { client } = first
    const { path } = first.server.place
    const detours = list.map(({ server, way }) => detourOf(server, way))
    return [
      {
        client: clientName(client),
        path,
        language: client === 'codex' ? 'toml' : 'json',
        bypasses: list,
        text: remedyFor({ client, path }, detours, target),
        note: tokenNote(client),
      },
    ]
  })
}
