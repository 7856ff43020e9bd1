// Everything that has to hold before a change lands: types, lint, unused code, tests (generated files among them),
// conformance. What needs little goes side by side. The last line counts all of it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-results-'))
const report = join(scratch, 'vitest.json')

const TYPES = ['types', bin('tsc'), ['-p', 'tsconfig.tests.json']]
const LINT = ['lint', bin('biome'), ['check', '--error-on-warnings', '.']]
const UNUSED = ['unused code', bin('knip'), []]
const TESTS = ['tests', bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]]
const CONFORMANCE = ['conformance', bin('tsx'), ['scripts/conformance.ts', '--gate-only']]

let passed = 0
let failed = 0
let skipped = 0
count(await Promise.all([kept(TYPES), kept(LINT), kept(UNUSED)]))
// Conformance mostly waits: it costs the tests little, and its report stands after theirs.
const conformance = kept(CONFORMANCE)
const tested = await shown(TESTS)
const counts = countTests()
passed += counts.passed
skipped += counts.skipped
failed += counts.failed + (tested && counts.failed === 0 ? 1 : 0)
count([await conformance])
rmSync(scratch, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failed === 0 ? 0 : 1)

/** Runs a step whose words are kept until it has ended. */
async function kept([name, command, args]) {
  const started = Date.now()
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
  const status = await ended(child)
  console.log(`\n== ${name}\n${text.trimEnd()}`.trimEnd())
  return told(name, status, started)
}

/** Runs a step whose words are shown as they come. */
async function shown([name, command, args]) {
  const started = Date.now()
  console.log(`\n== ${name}`)
  return told(name, await ended(spawn(command, args, { cwd: root, stdio: 'inherit' })), started)
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** @returns whether it failed */
function told(name, status, started) {
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return status !== 0
}

function count(failures) {
  const bad = failures.filter((isBad) => isBad).length
  failed += bad
  passed += failures.length - bad
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
