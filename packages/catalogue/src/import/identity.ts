/** Which entry something belongs to: one for a repository whatever its spelling, then a package, then an address. */
import { sha256 } from '../sha256.ts'
import { looksSecret } from '../stack/mask.ts'

/** A repository in its one spelling: `github.com/owner/name`, and the folder in it where one is named. */
export interface Repository {
  readonly key: string
  readonly folder?: string
}

const HOSTS = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'])
const SHORT: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
}
const PART = /^[a-z0-9_.-]{1,100}$/
const FOLDER = /^[a-z0-9_.@+-]+(?:\/[a-z0-9_.@+-]+)*$/
const SAFE_ID = /^[\x21-\x7e]{1,160}$/

function dots(part: string): boolean {
  return part === '.' || part === '..'
}

function folderOf(parts: readonly string[]): string | undefined {
  const folder = parts.filter((part) => part !== '').join('/')
  if (folder.length > 80 || !FOLDER.test(folder)) return undefined
  // People paste their keys where an address was asked for.
  return folder.split('/').some((part) => dots(part) || looksSecret(part)) ? undefined : folder
}

function letters(text: string): string {
  return text.replace(/[^a-z0-9]/g, '')
}

/**
 * Whether a folder only says the repository's name again, as lists and the registry do to tell their own lines apart:
 * `name`, `owner-name`, `io-github-owner-name`.
 */
function saysAgain(folder: string, owner: string, name: string): boolean {
  const said = letters(folder)
  if (folder.includes('/') || said === '') return false
  return said === letters(name) || said.replace(/^iogithub/, '') === letters(owner + name)
}

function withoutScheme(text: string): string {
  const lower = text.trim().toLowerCase()
  const short = /^(github|gitlab|bitbucket):(?!\/)(.*)$/.exec(lower)
  if (short !== null) return `${SHORT[short[1] ?? '']}/${short[2]}`
  return lower
    .replace(/^git\+/, '')
    .replace(/^(?:https?|ssh|git):\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([a-z0-9.-]+):(?:\d+\/)?(?=[a-z0-9_])/, '$1/')
    .replace(/^www\./, '')
}

/**
 * The repository that a text names: `https://GitHub.com/A/B.git`, `git@github.com:a/b`, `github:a/b`,
 * `…/tree/main/src/x` and `github.com/a/b#src/x` are all known. Nothing for other hosts and for texts that are no
 * address. The large hosts ignore case in names, so it is folded.
 */
export function repositoryOf(text: string): Repository | undefined {
  if (text.length > 512) return undefined
  const [address = '', fragment = ''] = withoutScheme(text).split('#')
  const [host = '', owner = '', named = '', ...rest] = (address.split('?')[0] ?? '').split('/')
  const name = named.replace(/\.git$/, '')
  if (!HOSTS.has(host) || !PART.test(owner) || !PART.test(name) || dots(owner) || dots(name)) return undefined
  const tree = rest[0] === '-' ? rest.slice(1) : rest
  const inside = tree[0] === 'tree' || tree[0] === 'blob' ? tree.slice(2) : []
  const folder = folderOf(inside) ?? folderOf(fragment.split('/'))
  const isWhole = folder === undefined || saysAgain(folder, owner, name)
  return { key: `${host}/${owner}/${name}`, ...(!isWhole && { folder }) }
}

/** A package's one spelling, `npm:name`; PyPI's names are folded as PEP 503 says. */
export function packageKey({ registry, name }: { readonly registry: string; readonly name: string }): string {
  const lower = name.toLowerCase()
  return `${registry}:${registry === 'pypi' ? lower.replace(/[-_.]+/g, '-') : lower}`
}

const ADDRESS = /^(https?):\/\/(?:[^/?#@]*@)?([a-z0-9.-]+(?::\d{1,5})?)((?:\/[\w.~!$&()*+,;=:@%-]*)*)(?:[?#]|$)/i

function beforeSecret(path: string): string {
  const parts = path.split('/')
  const at = parts.findIndex(looksSecret)
  return at < 0 ? path : parts.slice(0, at).join('/')
}

/**
 * An `http(s)` address without credentials, query and fragment, and without whatever follows a part of the path that looks
 * like a key; at most 300 characters. Nothing for any other text.
 */
export function addressOf(text: string): string | undefined {
  if (text.length > 300) return undefined
  const [, scheme, host, path = ''] = ADDRESS.exec(text) ?? []
  if (scheme === undefined || host === undefined) return undefined
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${beforeSecret(path).replace(/\/+$/, '')}`
}

/** What an identity is made of. */
export interface IdentityParts {
  readonly repository?: Repository | undefined
  readonly package?: { readonly registry: string; readonly name: string } | undefined
  readonly remote?: string | undefined
  /** The identity that a source gives, used where nothing better is known. */
  readonly given?: string | undefined
}

/** The identity; nothing where there is nothing to tell one server from another. */
export function identityOf({ repository, package: pkg, remote, given }: IdentityParts): string | undefined {
  if (repository !== undefined)
    return repository.folder === undefined ? repository.key : `${repository.key}#${repository.folder}`
  if (pkg !== undefined) return packageKey(pkg)
  if (remote !== undefined) return `remote:${remote.replace(/^https?:\/\//, '').toLowerCase()}`
  if (given === undefined || !SAFE_ID.test(given)) return undefined
  return (canBeAlias(given) ? given : given.replace(/#.*$/s, '')).toLowerCase() || undefined
}

/** An identity in its one spelling, where a text names a repository; any other text as it is, in small letters. */
export function oneSpelling(text: string): string | undefined {
  return identityOf({ repository: repositoryOf(text), given: text })
}

/** Whether an identity that a source gave is fit to be kept as another name: what follows a `#` is a folder or a name. */
export function canBeAlias(given: string): boolean {
  const [, fragment] = /#(.*)$/s.exec(given) ?? []
  return SAFE_ID.test(given) && (fragment === undefined || folderOf(fragment.toLowerCase().split('/')) !== undefined)
}

const SLUG_LIMIT = 80

function slugOf(id: string): string {
  const text = id.startsWith('github.com/') ? id.slice('github.com/'.length) : id
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** The slug that an identity gets when nobody else wants it; with a digest where the text alone is too long or empty. */
export function plainSlug(id: string): string {
  const slug = slugOf(id)
  return slug === '' || slug.length > SLUG_LIMIT ? hashedSlug(id) : slug
}

/** A slug nobody else has: the plain one, cut, and 8 digits of the identity's SHA-256. */
export function hashedSlug(id: string): string {
  const hash = sha256(id).slice(0, 8)
  const slug = slugOf(id)
    .slice(0, SLUG_LIMIT - 9)
    .replace(/-$/, '')
  return slug === '' ? `server-${hash}` : `${slug}-${hash}`
}
