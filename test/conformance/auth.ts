/** The referee's scenarios of authorization, played by the product's connector. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type AuthScenario, playAuthScenario } from './auth-client.ts'
import { type Check, type Findings, REVISIONS, type Revision, refereeClients } from './referee.ts'

/** What came out for one revision. */
export interface AuthOutcome {
  readonly revision: Revision
  readonly findings: Findings
}

const COMMAND = fileURLToPath(new URL('auth-command.mjs', import.meta.url))

/** Scenarios that are played at the same time: the suite begins all at once, and what servers say is waited for three seconds. */
const AT_ONCE = 2

/** Lets so many in at once; the others wait. */
function createTurnstile(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = places
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

/** Runs every scenario of the revisions. */
export async function runAuthConformance(): Promise<readonly AuthOutcome[]> {
  const turn = createTurnstile(AT_ONCE)
  const listener = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += String(chunk)))
    request.on('end', () => {
      const scenario: AuthScenario = JSON.parse(body)
      turn(() => playAuthScenario(scenario)).then(
        () => response.end('done'),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const command = `${process.execPath} ${COMMAND} ${(listener.address() as AddressInfo).port}`
  try {
    const outcomes: AuthOutcome[] = []
    for (const revision of REVISIONS)
      outcomes.push({ revision, findings: await refereeClients(command, 'auth', revision) })
    return outcomes
  } finally {
    listener.close()
    listener.closeAllConnections()
  }
}

/** Checks of required scenarios that are no success, and required scenarios that were not seen. */
export function authFailures({ findings: { checks, required } }: AuthOutcome): readonly Check[] {
  const seen = new Set(checks.map(({ scenario }) => scenario))
  const bad = checks.filter(
    ({ scenario, status }) => required.has(scenario) && (status === 'FAILURE' || status === 'WARNING'),
  )
  const absent = [...required].filter((scenario) => !seen.has(scenario))
  return [
    ...bad,
    ...absent.map((scenario) => ({ scenario, id: scenario, name: scenario, status: 'absent', error: undefined })),
  ]
}

/** Lines for the terminal. */
export function authReport(outcomes: readonly AuthOutcome[]): string {
  return outcomes.flatMap(lines).join('\n')
}

function lines(outcome: AuthOutcome): string[] {
  const { revision, findings } = outcome
  const failures = authFailures(outcome)
  const passed = findings.checks.filter(({ status }) => status === 'SUCCESS').length
  const scenarios = new Set(findings.checks.map(({ scenario }) => scenario)).size
  return [
    `${revision}  connector  ${scenarios} scenarios  ${passed} passed  ${failures.length} of the ${findings.required.size} required scenarios’ checks failed`,
    ...failures.map(({ scenario, id, status, error }) => `  ${status}: ${scenario} ${id} ${error ?? ''}`),
  ]
}
