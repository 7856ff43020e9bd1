// Everything that has to hold before a change lands: types, lint, unused code and conformance, side by side; then the tests
// (generated files among them). The last lines count all of it, and name what passed only when it was tried again.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-results-'))
const reportFile = join(scratch, 'vitest.json')

const TYPES = ['types', bin('tsc'), ['-p', 'tsconfig.tests.json']]
const LINT = ['lint', bin('biome'), ['check', '--error-on-warnings', '.']]
const UNUSED = ['unused code', bin('knip'), []]
const TESTS = [
  'tests',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
]
const CONFORMANCE = ['conformance', bin('tsx'), ['scripts/conformance.ts', '--gate-only']]

// The conformance suite waits for some answers a few seconds only: the tests, which leave nothing of the processors, come later.
const checked = await Promise.all([TYPES, LINT, UNUSED, CONFORMANCE].map(kept))
const steps = checked.map((show) => show())
const haveTestsFailed = await shown(TESTS)
const { passed, failed, skipped, late } = countTests()
rmSync(scratch, { recursive: true, force: true })
for (const name of late) console.log(`\nPassed only when it was tried again: ${name}`)
const bad = failed + (haveTestsFailed && failed === 0 ? 1 : 0) + steps.filter((hasFailed) => hasFailed).length
const good = passed + steps.filter((hasFailed) => !hasFailed).length
console.log(`\n${good} passed, ${bad} failed, ${skipped} skipped`)
process.exit(bad === 0 ? 0 : 1)

/** Runs a step whose words are kept. @returns shows them, and says whether it failed */
async function kept([name, command, args]) {
  const started = Date.now()
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
  const status = await ended(child)
  const seconds = since(started)
  return () => {
    console.log(`\n== ${name}\n${text.trimEnd()}`.trimEnd())
    return told(name, status, seconds)
  }
}

/** Runs a step whose words are shown as they come. */
async function shown([name, command, args]) {
  const started = Date.now()
  console.log(`\n== ${name}`)
  return told(name, await ended(spawn(command, args, { cwd: root, stdio: 'inherit' })), since(started))
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

function since(started) {
  return ((Date.now() - started) / 1000).toFixed(1)
}

/** @returns whether it failed */
function told(name, status, seconds) {
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return status !== 0
}

/** What the runner reported. A test that passed and has failures was tried again. */
function countTests() {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'))
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
      late: tests
        .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
        .map(({ fullName }) => fullName),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, late: [] }
  }
}
