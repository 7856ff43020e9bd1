/** A scan as SARIF 2.1.0 (OASIS), for code hosts and editors. */
import { createHash } from 'node:crypto'
import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plain, type RiskLevel } from '@portcullis/catalogue'
import { visibleJson } from '../ports/safe-text.ts'
import { RULES, type RuleId, type RuleText } from './sarif-rules.ts'
import type { EntryPlace, ScannedServer, ScannedStack, ScanReport } from './scan-report.ts'
import { clientName } from './words.ts'

const LEVELS: Readonly<Record<RiskLevel, 'note' | 'warning' | 'error'>> = {
  Low: 'note',
  Medium: 'warning',
  High: 'error',
  Critical: 'error',
}

/** As code hosts order: 9 and above is critical, 7 high, 4 medium. */
const SEVERITY: Readonly<Record<RiskLevel, string>> = { Low: '2.0', Medium: '5.0', High: '8.0', Critical: '9.5' }

const IDS = Object.keys(RULES) as readonly RuleId[]

function ruleOf(id: RuleId) {
  const { name, short, help, risk }: RuleText = RULES[id]
  return {
    id,
    name,
    shortDescription: { text: short },
    fullDescription: { text: short },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: LEVELS[risk] },
    properties: { 'security-severity': SEVERITY[risk], tags: ['security', 'mcp'] },
  }
}

/** Something to report: places first is where it is shown. */
interface Finding {
  readonly id: RuleId
  readonly risk: RiskLevel
  readonly text: string
  readonly places: readonly EntryPlace[]
}

/** Whose agent it is. No path: a finding reads the same in every checkout, and is known again. */
function agentOf({ client, project }: ScannedStack): string {
  return `${clientName(client)}${project === undefined ? '' : ', in a project'}`
}

function placesOf({ servers }: ScannedStack, members: readonly string[]): readonly EntryPlace[] {
  return members.flatMap((name) => servers.find(({ member }) => member === name)?.place ?? [])
}

function criticalTools(stack: ScannedStack, server: ScannedServer): readonly Finding[] {
  const tools = stack.report.tools.filter(({ member, risk }) => member === server.member && risk === 'Critical')
  if (tools.length === 0) return []
  const names = tools.slice(0, 10).map(({ name }) => name)
  const more = tools.length > names.length ? ` and ${tools.length - names.length} more` : ''
  const text = `“${server.member}” has ${tools.length} Critical ${tools.length === 1 ? 'tool' : 'tools'}: ${names.join(', ')}${more}.`
  return [{ id: 'critical-tools', risk: 'Critical', text, places: [server.place] }]
}

function findingsOf(stack: ScannedStack): readonly Finding[] {
  const { combinations, findings } = stack.report
  return [
    ...combinations.map(({ id, risk, title, path, breaks, legs }): Finding => {
      const members = [...new Set(legs.toReversed().flatMap(({ tools }) => tools.map(({ member }) => member)))]
      const text = [`${agentOf(stack)}: ${title}.`, ...path.map(plain), plain(breaks)].join(' ')
      return { id, risk, text, places: placesOf(stack, members) }
    }),
    ...findings.map(
      ({ id, risk, says, remedy, members }): Finding => ({
        id,
        risk,
        text: `${plain(says)} ${plain(remedy)}`,
        places: placesOf(stack, members),
      }),
    ),
    ...stack.servers.flatMap((server) => criticalTools(stack, server)),
  ]
}

function bypassFindings({ bypasses, gateway }: ScanReport): readonly Finding[] {
  return bypasses.map(({ server, way, client }): Finding => {
    const around = way.way === 'around'
    const id = around ? 'around-the-gateway' : 'not-behind-the-gateway'
    const told = around ? 'although the gateway has it' : 'and the gateway does not know it'
    const text = `${clientName(client)} reaches “${server.member}” directly, ${told}. Point it at ${gateway?.origin ?? 'the gateway'}/mcp/${around ? way.slug : '…'}.`
    return { id, risk: RULES[id].risk, text, places: [server.place] }
  })
}

function uriOf(path: string, root: string): { readonly uri: string; readonly uriBaseId?: string } {
  const below = relative(root, path)
  if (below === '' || below.startsWith('..') || isAbsolute(below)) return { uri: pathToFileURL(path).href }
  return { uri: below.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
}

function locationOf({ path, line }: Pick<EntryPlace, 'path' | 'line'>, root: string) {
  return { physicalLocation: { artifactLocation: uriOf(path, root), region: { startLine: line } } }
}

/** A message in which nothing is a link: `[text](address)` would be one (SARIF 2.1.0, 3.11.6). */
function plainMessage(text: string): string {
  return text.replaceAll('](', '] (')
}

function resultOf({ id, risk, text, places }: Finding, root: string) {
  const [first, ...others] = places
  const mark = createHash('sha256')
    .update([id, first === undefined ? '' : uriOf(first.path, root).uri, text].join('\n'))
    .digest('hex')
    .slice(0, 32)
  return {
    ruleId: id,
    ruleIndex: IDS.indexOf(id),
    level: LEVELS[risk],
    message: { text: plainMessage(text) },
    locations: first === undefined ? [] : [locationOf(first, root)],
    ...(others.length > 0 && {
      relatedLocations: others.slice(0, 20).map((place, at) => ({ id: at + 1, ...locationOf(place, root) })),
    }),
    partialFingerprints: { 'portcullisFinding/v1': mark },
  }
}

/** What is the same in two results that say the same of the same line. */
function markOf({ partialFingerprints, locations }: ReturnType<typeof resultOf>): string {
  return JSON.stringify([partialFingerprints, locations])
}

/** The report; files below `root` are named from there. */
export function sarifReport(report: ScanReport, root: string): string {
  const found = [...report.stacks.flatMap(findingsOf), ...bypassFindings(report)]
  // A project's stack has the user's servers as well: what is said of them once is enough.
  const results = new Map(found.map((finding) => resultOf(finding, root)).map((one) => [markOf(one), one]))
  const unread = report.unread.map(({ path, line, problem }) => ({
    level: 'error' as const,
    message: { text: problem },
    locations: [locationOf({ path, line }, root)],
  }))
  const value = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Portcullis',
            semanticVersion: report.version,
            rules: IDS.map(ruleOf),
          },
        },
        automationDetails: { id: 'portcullis-scan/' },
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
        invocations: [{ executionSuccessful: unread.length === 0, toolExecutionNotifications: unread }],
        results: [...results.values()],
      },
    ],
  }
  return `${visibleJson(value, 2)}\n`
}
