/** Makes the folders that a configuration needs. */
import { mkdir } from 'node:fs/promises'
import type { Configuration } from './configuration.ts'
import { ownFolder } from './stdio.ts'

/**
 * Makes the data folder and, within it, the working folders of the servers that are started here; each for the
 * gateway's user only. Existing folders are left as they are.
 * @returns why it failed, or undefined
 */
export async function prepareFolders({ settings, servers }: Configuration): Promise<string | undefined> {
  const own = servers.flatMap(({ slug, transport }) => {
    const folder = ownFolder(settings.dataFolder, slug)
    return transport.kind === 'stdio' && transport.cwd === folder ? [folder] : []
  })
  for (const folder of [settings.dataFolder, ...own]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'
      return `The folder ${folder} cannot be made: ${code}.`
    }
  }
  return undefined
}
