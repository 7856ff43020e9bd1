/**
 * Pages for people: shells without anybody's data. A navigation proves nobody, so a page's script asks the API, with the
 * session's key, for all that it shows.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A page. */
export interface Shell {
  /** Its name, which its script reads (`data-page`). */
  readonly page: string
  readonly title: string
  /** Our own HTML, never anybody's text. */
  readonly body: string
  /** The script that makes it work, in `assets/people`. */
  readonly script: string
}

const FOLDER = new URL('../../../../assets/people/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** What pages load, by name. */
const FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .sort()
    .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]),
)

/** Of all files: scripts import each other by name, and browsers may keep them for ever. */
const DIGEST = [...FILES]
  .reduce((sum, [name, text]) => sum.update(`${name}\0${text}\0`), createHash('sha256'))
  .digest('hex')
  .slice(0, 12)

/** Address of a file that pages load. */
export const assetUrl = (name: string): string => `/people/${DIGEST}/${name}`

/** Nothing but our own files is loaded, nothing is sent elsewhere, no form goes anywhere by itself, nobody frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** The page as an answer. */
export function shell({ page, title, body, script }: Shell): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Portcullis</title>
<link rel="stylesheet" href="${assetUrl('people.css')}">
<script type="module" src="${assetUrl(script)}"></script>
</head>
<body data-page="${page}">
<main>
<h1>${title}</h1>
<noscript><p class="problem">This page needs scripts: they hold the key without which your session proves nothing.</p></noscript>
<p id="said" role="alert" hidden></p>
${body}
</main>
</body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  })
}

/** A file that pages load; undefined: there is none, or not of this version. */
export function asset(digest: string, name: string): Response | undefined {
  const text = digest === DIGEST ? FILES.get(name) : undefined
  if (text === undefined) return undefined
  return new Response(text, {
    headers: {
      'content-type': TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  })
}
