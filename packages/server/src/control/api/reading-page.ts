/** The API's description as pages to read: without scripts, and without anything from elsewhere. */
import { hash } from 'node:crypto'
import { PROBLEMS } from './problem.ts'
import type { Route } from './route.ts'
import { schemaOf } from './schemas.ts'

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2.5rem;border-bottom:1px solid #8885}details{margin:.4rem 0;padding:.3rem .6rem;border:1px solid #8884;border-radius:.4rem}
summary{cursor:pointer}code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.6rem;background:#8881;border-radius:.4rem}
b{display:inline-block;min-width:4.2rem}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}`

/** The policy under which the pages are shown. */
export const PAGE_POLICY: string = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Every route, by its heading. */
export function apiPage(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const sections = tags.map((tag) => {
    const of = routes.filter((route) => route.tag === tag)
    return `<section><h2>${escaped(tag)}</h2>${of.map(operation).join('\n')}</section>`
  })
  const intro = `<p>Requests and answers are JSON. Say who you are with an API key: <code>Authorization: Bearer pck_…</code>. What goes wrong is
<a href="/api/v1/problems">a problem</a> with a remedy. For programs: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>`
  return page('Portcullis control plane: the API', intro + sections.join('\n'))
}

/** Every kind of problem. */
export function problemsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, [status, title]]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escaped(title)}.</td></tr>`,
  )
  const table = `<table><tr><th>Code</th><th>Status</th><th>What it says</th></tr>${rows.join('\n')}</table>`
  const intro = `<p>Problems are <code>application/problem+json</code> (RFC 9457): <code>detail</code> says what is wrong, <code>remedy</code> what to do,
and <code>errors</code> names each value that does not fit, by its place in the request.</p>`
  return page('Portcullis control plane: problems', intro + table)
}

function operation({ method, path, summary, permission, description, shapes }: Route): string {
  const parts = [
    description === undefined ? '' : `<p>${escaped(description)}</p>`,
    `<p>Asks for <code>${escaped(permission)}</code>.</p>`,
    ...(['query', 'body'] as const).map((part) => schema(part, shapes[part], 'input')),
    schema('answer', shapes.answer, 'output'),
  ]
  return `<details><summary><b>${method}</b> <code>/api/v1${escaped(path)}</code> — ${escaped(summary)}</summary>${parts.join('')}</details>`
}

function schema(name: string, shape: Parameters<typeof schemaOf>[0] | undefined, io: 'input' | 'output'): string {
  if (shape === undefined) return ''
  return `<p>${name}:</p><pre>${escaped(JSON.stringify(schemaOf(shape, io), null, 2))}</pre>`
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${body}</body></html>\n`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
