/** What `check` found, as SARIF 2.1.0 (OASIS), for code hosts and editors. */
import { createHash } from 'node:crypto'
import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FINDINGS } from '@portcullis/workbench'
import type { CheckProblem, CheckReport } from './check-report.ts'

const plain = (text: string): string => text.replaceAll('`', '')

/** The kinds that occur; problems of configurations have no description of their own. */
function rulesOf(problems: readonly CheckProblem[]) {
  return [...new Set(problems.map(({ code }) => code))].sort().map((code) => {
    const known = FINDINGS.find((kind) => kind.code === code)
    if (known === undefined) return { id: code }
    return {
      id: code,
      shortDescription: { text: `${known.title}.` },
      fullDescription: { text: plain(known.why) },
      help: { text: plain(known.why), markdown: known.why },
      defaultConfiguration: { level: known.severity },
    }
  })
}

function locationOf({ file, line, column }: CheckProblem, root: string) {
  const below = relative(root, file)
  const isOutside = below === '' || below.startsWith('..') || isAbsolute(below)
  const artifactLocation = isOutside
    ? { uri: pathToFileURL(file).href }
    : { uri: below.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
  return { physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } } }
}

/** Stays the same while lines are added before it. */
function markOf({ code, path, message }: CheckProblem): string {
  return createHash('sha256').update([code, path, message].join('\n')).digest('hex').slice(0, 32)
}

/** Files below `root` are named from there. */
export function formatSarif({ problems, unread, unasked }: CheckReport, root: string, version: string): string {
  const rules = rulesOf(problems)
  const results = problems.map((problem) => ({
    ruleId: problem.code,
    ruleIndex: rules.findIndex(({ id }) => id === problem.code),
    level: problem.severity,
    message: { text: `${problem.message} ${problem.remedy}` },
    locations: [locationOf(problem, root)],
    partialFingerprints: { 'portcullisFinding/v1': markOf(problem) },
  }))
  const notifications = unasked.map((text) => ({ level: 'error', message: { text } }))
  const run = {
    tool: { driver: { name: 'Portcullis', semanticVersion: version, rules } },
    automationDetails: { id: 'portcullis-check/' },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
    invocations: [
      {
        executionSuccessful: unread.length === 0 && unasked.length === 0,
        toolExecutionNotifications: notifications,
      },
    ],
    results,
  }
  const value = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return `${JSON.stringify(value, undefined, 2)}\n`
}
