/** A page of the server → the same page as a file: what headers said stands in the page, and nothing asks a server. */
import type { PageRef } from '@portcullis/catalogue'
import { pathOf, picturePathOf } from '../paths.ts'

/** Where the script of the search is written. */
export const SEARCH_SCRIPT = '/search.js'

/** As the header of the served pages, without what is not allowed in a page (`frame-ancestors`). */
const SECURITY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"

const HEAD = `<head><meta http-equiv="Content-Security-Policy" content="${SECURITY}"/>`

/** Before every other module: it answers what they ask. */
const SCRIPT = `<script type="module" src="${SEARCH_SCRIPT}"></script>`

const NOSCRIPT =
  '<noscript><p class="nothing">These pages are files: the search needs JavaScript here. Every server and tool is in the sitemap.</p></noscript>'

/** What changes in a page. */
export interface FileChanges {
  readonly ref: PageRef
  readonly origin: string
  /** The page whose picture stands for this one; undefined where there are none. */
  readonly picture: PageRef | undefined
}

/** A part of a server's page, as the served page asks for it, and where it stands as a file. */
export interface ServerPart {
  readonly asked: string
  readonly path: string
}

/**
 * The page with its links to parts of itself (`?risk=high&page=2`) leading to files (`/_risk-high-page-2`), and these
 * parts. No tool has such a slug.
 */
export function partsOf(
  html: string,
  server: string,
): { readonly html: string; readonly parts: readonly ServerPart[] } {
  const own = pathOf({ page: 'server', server })
  const parts = new Map<string, ServerPart>()
  const changed = html.replaceAll(/ href="(\/catalogue\/[a-z0-9-]+)\?([a-z0-9=&;]+)#tools"/g, (link, path, query) => {
    if (path !== own) return link
    const params = new URLSearchParams(String(query).replaceAll('&amp;', '&'))
    const name = `_${[...params].flat().join('-')}`
    parts.set(name, { asked: `${own}?${params}`, path: `${own}/${name}` })
    return ` href="${own}/${name}#tools"`
  })
  return { html: changed, parts: [...parts.values()] }
}

/** Texts of ours are replaced, never a stranger's: each is looked for within the head or at its own place. */
export function forFiles(html: string, { ref, origin, picture }: FileChanges): string {
  const end = html.indexOf('</head>')
  const head = html
    .slice(0, end)
    .replace('<head>', HEAD)
    .replace(/<script type="module"/, `${SCRIPT}<script type="module"`)
    .replace(/<meta property="og:image"[^>]*>/, (meta) =>
      picture === undefined
        ? ''
        : meta.replace(`${origin}${picturePathOf(ref)}`, () => `${origin}${picturePathOf(picture)}`),
    )
  const body = html.slice(end)
  return head + (ref.page === 'home' ? body.replace('</form>', `</form>${NOSCRIPT}`) : body)
}
