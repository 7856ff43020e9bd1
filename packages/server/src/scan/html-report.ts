/** A scan as one HTML file: no script, nothing loaded from anywhere. */
import { createHash } from 'node:crypto'
import type { Prose, RiskLevel, StackReport } from '@portcullis/catalogue'
import { visibleJson } from '../ports/safe-text.ts'
import { shownPath } from './scan.ts'
import type { FileRead, Remedy, ScannedStack, ScanReport } from './scan-report.ts'
import { readWords, skippedWords, wayWords } from './words.ts'

const STYLE = `
:root{color-scheme:light dark;--text:#16202c;--back:#fff;--soft:#f3f5f8;--line:#d5dbe3;--critical:#a3122a;--high:#a14400;--medium:#7a5b00;--low:#1d6b3a}
@media (prefers-color-scheme:dark){:root{--text:#e4e9f0;--back:#10161e;--soft:#18212c;--line:#2d3a49;--critical:#ff8c9c;--high:#ffab70;--medium:#e8c45a;--low:#7fd6a0}}
body{font:16px/1.55 system-ui,sans-serif;color:var(--text);background:var(--back);max-width:62rem;margin:2.5rem auto;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2}h2{margin-top:3rem;border-bottom:1px solid var(--line);padding-bottom:.35rem}h3{margin:1.9rem 0 .4rem}
table{border-collapse:collapse;width:100%;font-size:.93rem}caption{text-align:left;font-weight:600;padding:.4rem 0}
th,.r{overflow-wrap:normal}td,th{border-bottom:1px solid var(--line);padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top}
code,pre{font:.88em/1.5 ui-monospace,monospace}pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.8rem;overflow:auto}
.c{border:1px solid var(--line);border-left:4px solid var(--critical);border-radius:6px;padding:.2rem 1.1rem .8rem;margin:1rem 0}.c.high{border-left-color:var(--high)}
.r{font-weight:600;white-space:nowrap}.r.critical{color:var(--critical)}.r.high{color:var(--high)}.r.medium{color:var(--medium)}.r.low{color:var(--low)}
.lead{font-size:1.1rem}.w{overflow-x:auto}summary{cursor:pointer}
`

/** The style as it is written, and the only thing that the page may apply. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const CONTENT_SECURITY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? '')
}

function html(prose: Prose): string {
  return prose
    .map((span) => {
      if (typeof span === 'string') return escaped(span)
      if ('strong' in span) return `<strong>${escaped(span.strong)}</strong>`
      return `<code>${escaped('code' in span ? span.code : span.text)}</code>`
    })
    .join('')
}

function level(risk: RiskLevel): string {
  return `<span class="r ${risk.toLowerCase()}">${risk}</span>`
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${text}</${tag}>`).join('')}</tr>`
  return `<div class="w"><table>${caption === '' ? '' : `<caption>${caption}</caption>`}<thead>${cells('th', head)}</thead><tbody>${rows
    .map((row) => cells('td', row))
    .join('\n')}</tbody></table></div>`
}

function combinations(report: StackReport): string {
  return report.combinations
    .map(
      ({ risk, title, path, breaks }) =>
        `<section class="c ${risk.toLowerCase()}"><h3>${level(risk)} ${escaped(title)}</h3><ol>${path
          .map((step) => `<li>${html(step)}</li>`)
          .join('')}</ol><p><strong>Rule:</strong> ${html(breaks)}</p></section>`,
    )
    .join('\n')
}

/** Tools that are shown before the rest is folded away. */
const TOOLS = 12

function tools({ tools: all }: StackReport): string {
  const rows = all.map(({ risk, name, category, member }) => [
    level(risk),
    `<code>${escaped(name)}</code>`,
    category,
    escaped(member),
  ])
  const head = ['Risk', 'Tool', 'Category', 'Server']
  const first = table('What these agents can call, riskiest first', head, rows.slice(0, TOOLS))
  if (rows.length <= TOOLS) return first
  return `${first}<details><summary>The other ${rows.length - TOOLS} tools</summary>${table('', head, rows.slice(TOOLS))}</details>`
}

function stack({ title, servers, report }: ScannedStack, home: string): string {
  const place = (path: string, line: number): string => `<code>${escaped(`${shownPath(path, home)}:${line}`)}</code>`
  return [
    `<h2>${escaped(title)}</h2><p class="lead">${html(report.verdict)}</p>`,
    table(
      'Servers',
      ['Server', 'Risk', 'Tools', 'Where'],
      servers.map(({ member, place: { path, line } }) => {
        const judged = report.members.find(({ name }) => name === member)
        const risk = judged?.risk === undefined ? 'unknown' : level(judged.risk)
        return [escaped(member), risk, String(judged?.tools ?? 0), place(path, line)]
      }),
    ),
    combinations(report),
    table(
      'To change',
      ['Risk', 'What', 'How'],
      report.findings.map(({ risk, says, remedy }) => [level(risk), html(says), html(remedy)]),
    ),
    tools(report),
    ...report.policies.map(
      ({ member, policy }) =>
        `<details><summary>Policy for ${escaped(member)}</summary><pre>${escaped(visibleJson(policy, 2))}</pre></details>`,
    ),
  ].join('\n')
}

function remedy({ client, path, bypasses, text, note }: Remedy, home: string): string {
  const servers = bypasses.map(
    ({ server, way }) => `<li>${escaped(server.member)}, line ${server.place.line}: ${escaped(wayWords(way))}</li>`,
  )
  return `<h3>${escaped(client)}, <code>${escaped(shownPath(path, home))}</code></h3><ul>${servers.join('')}</ul><p>In their place:</p><pre>${escaped(text)}</pre><p>${escaped(note)}</p>`
}

function skipped(file: FileRead, home: string): string {
  const told = skippedWords(file)
  return told === undefined ? '' : `<p><code>${escaped(shownPath(file.path, home))}</code> ${escaped(told)}</p>`
}

/** The report, complete in itself. */
export function htmlReport(report: ScanReport, home: string): string {
  const { files, unread, stacks, remedies, gateway } = report
  const around =
    remedies.length === 0
      ? ''
      : `<h2>Around the gateway at <code>${escaped(gateway?.origin ?? '')}</code></h2>${remedies.map((one) => remedy(one, home)).join('\n')}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escaped(CONTENT_SECURITY)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>What your agents can call · Portcullis</title><style>${STYLE}</style></head><body><main>
<h1>What your agents can call</h1>
<p>${readWords(files)}</p>
${unread.map(({ path, line, problem }) => `<p><strong>Unread:</strong> <code>${escaped(`${shownPath(path, home)}:${line}`)}</code> ${escaped(problem)}</p>`).join('\n')}
${files.map((file) => skipped(file, home)).join('')}
${stacks
  .filter(({ servers }) => servers.length > 0)
  .map((one) => stack(one, home))
  .join('\n')}
${around}
</main></body></html>
`
}
