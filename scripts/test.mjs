// Everything that has to hold before a change lands: build and types, lint, unused code, generated files, tests,
// conformance. The last line counts all of it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-results-'))
const report = join(scratch, 'vitest.json')

const steps = [
  ['types', bin('tsc'), ['-p', 'tsconfig.tests.json']],
  ['lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['unused code', bin('knip'), []],
  ['generated files', bin('tsx'), ['--conditions=portcullis-source', 'scripts/generate.ts', '--check']],
  ['tests', bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]],
  ['conformance', bin('tsx'), ['scripts/conformance.ts', '--gate-only']],
]

let passed = 0
let failed = 0
let skipped = 0
for (const [name, command, args] of steps) {
  const started = Date.now()
  console.log(`\n== ${name}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  if (name !== 'tests') {
    if (status === 0) passed += 1
    else failed += 1
    continue
  }
  const counts = countTests()
  passed += counts.passed
  skipped += counts.skipped
  failed += counts.failed + (status !== 0 && counts.failed === 0 ? 1 : 0)
}
rmSync(scratch, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failed === 0 ? 0 : 1)

function countTests() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
