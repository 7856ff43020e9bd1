/** Who goes around the gateway, file by file, as lines of a terminal, with what to write instead. */
import { shownPath } from './scan.ts'
import type { Bypass, Remedy, ScanReport } from './scan-report.ts'
import { type Print, wrapped } from './terminal-print.ts'
import { wayWords } from './words.ts'

function serverLine(print: Print, { server, way }: Bypass, columns: number): string {
  const name = server.member.slice(0, columns).padEnd(columns)
  const { paint } = print
  return `    ${name}  ${way.way === 'around' ? paint.red(wayWords(way)) : paint.dim(wayWords(way))}`
}

function remedyLines(print: Print, { client, path, bypasses, text, note }: Remedy): readonly string[] {
  const columns = Math.min(28, Math.max(...bypasses.map(({ server }) => server.member.length)))
  const lines = [...new Set(bypasses.map(({ server }) => server.place.line))].join(', ')
  const project = bypasses[0]?.server.configured.project
  const within = project === undefined ? '' : `, project ${shownPath(project, print.home)}`
  return [
    '',
    `  ${client}  ${print.paint.dim(`${shownPath(path, print.home)}, line ${lines}${within}`)}`,
    ...bypasses.map((one) => serverLine(print, one, columns)),
    `    In ${bypasses.length === 1 ? 'its' : 'their'} place:`,
    ...text.split('\n').map((line) => (line === '' ? '' : `      ${line}`)),
    `    ${print.paint.dim(note)}`,
  ]
}

/** Said where nobody can know who goes around. */
const NO_GATEWAY =
  'No gateway is known here. With --gateway FILE or URL the report says who goes around it, and what to write instead.'

/** The lines; none where nobody goes around. */
export function remediesLines(print: Print, { remedies, gateway, stacks }: ScanReport): readonly string[] {
  if (gateway === undefined && stacks.some(({ servers }) => servers.length > 0))
    return ['', print.paint.dim(wrapped(NO_GATEWAY, 0, print.width))]
  if (remedies.length === 0) return []
  return [
    '',
    print.paint.bold(`Around the gateway at ${gateway?.origin ?? ''}`),
    ...remedies.flatMap((one) => remedyLines(print, one)),
  ]
}
