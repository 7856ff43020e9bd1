/** Where an installation keeps what it imported. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readFileSet } from '../config/file-set.ts'
import { dataFolderOf } from './data-folder.ts'
import { configurationPath, homeFolder } from './home-folder.ts'

/** How the place is named on the command line. */
export interface CataloguePlace {
  /** The configuration whose data folder it is; that of the first installation unless given. */
  readonly config?: string
  /** The data folder itself. */
  readonly data?: string
}

/** Name of the data folder in a first installation's home. */
const STATE = 'state'

/** The configuration that is meant; undefined where none was named and there is no installation. */
export function configurationOf({ config }: CataloguePlace): string | undefined {
  if (config !== undefined) return resolve(config)
  const usual = configurationPath(undefined)
  return existsSync(usual) ? usual : undefined
}

/** The data folder; where nothing is installed yet, the one that a first installation will use. */
export async function placeOf(place: CataloguePlace): Promise<string> {
  if (place.data !== undefined) return resolve(place.data)
  const config = configurationOf(place)
  if (config !== undefined) return dataFolderOf(config)
  return resolve(join(homeFolder(), STATE))
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Slugs of the servers that the configuration names, whether or not it has errors; none where there is no configuration. */
export async function configuredSlugs(place: CataloguePlace): Promise<readonly string[]> {
  const config = configurationOf(place)
  if (config === undefined) return []
  const { yaml } = await readFileSet(config)
  const value: unknown = yaml?.ok === true ? yaml.document.value : undefined
  const servers = typeof value === 'object' && value !== null && 'servers' in value ? value.servers : undefined
  return typeof servers === 'object' && servers !== null ? Object.keys(servers).filter((slug) => SLUG.test(slug)) : []
}
