/** Addresses → pages: the reverse of `pathOf`. */
import { findAttack, type PageRef, RISK_LEVELS } from '@portcullis/catalogue'

type Names = readonly string[]

function catalogued([server, tool, ...rest]: Names): PageRef | undefined {
  if (server === undefined) return { page: 'home' }
  if (tool === undefined) return { page: 'server', server }
  return rest.length === 0 ? { page: 'tool', server, tool } : undefined
}

function risk([text, ...rest]: Names): PageRef | undefined {
  if (text === undefined) return { page: 'risks' }
  const level = RISK_LEVELS.find((one) => one.toLowerCase() === text)
  return level === undefined || rest.length > 0 ? undefined : { page: 'risk', level }
}

function attacks([slug, ...rest]: Names): PageRef | undefined {
  if (slug === undefined) return { page: 'attacks' }
  const attack = findAttack(slug)
  return attack === undefined || rest.length > 0 ? undefined : { page: 'attack', attack: attack.slug }
}

const FOLDERS: ReadonlyMap<string, (names: Names) => PageRef | undefined> = new Map([
  ['catalogue', catalogued],
  ['risk', risk],
  ['attacks', attacks],
  ['stack', ({ length }: Names) => (length === 0 ? ({ page: 'stack' } as const) : undefined)],
  ['contact', ({ length }: Names) => (length === 0 ? ({ page: 'contact' } as const) : undefined)],
])

/** The page of a path such as `/catalogue/github`; whether there is such a server or tool is not looked up. */
export function refOf(path: string): PageRef | undefined {
  const [folder = '', ...names] = path.split('/').slice(1)
  return FOLDERS.get(folder)?.(names)
}
