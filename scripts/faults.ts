/** `npm run faults`: breaks a running installation in many ways, and writes what became of it to `docs/reference/faults.md`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FaultRow } from '../test/many/faults.ts'
import { missing } from '../test/many/installation.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGE = join(ROOT, 'docs/reference/faults.md')

const ABOVE = `# Faults

What becomes of gateways on one Redis and one PostgreSQL when something breaks. Written by \`npm run faults\`, which starts real processes, breaks
them while a dozen agents call (a limit that is used up, one that is not, an amount, and no limit at all), and counts at the server what was executed. Nothing
was executed twice in any of them.

- *agents are told*: the codes of refusals, of [errors](errors.md), while it lasts.
- *limit exceeded*: what the server executed, against what the limit lets through.
- *recorded*: what the logs of all gateways have, against what the server executed.
- *as before after*: from the end of the fault to the last answer that was not as before. Of a gateway that was killed: at the other one.
`
const BELOW = `
A killed gateway’s connections end without an answer. What it had counted stays counted, whether it was executed or not.
A kill can take the last records of that gateway’s log with it, of \`log.flush\` (20 ms) at most. Calls with an amount, an approval or a grave tool are not among them: what was not written yet is told as unknown by the next start.
Disks are slowed down by delaying each \`fsync\` and \`pwrite\` of the processes; a full disk is a small one in memory. Clocks jump in what the processes are told by their system.
Not tried: disks that give wrong answers.
`

const HEAD = ['what breaks', 'agents are told', 'limit exceeded', 'recorded', 'as before after']

async function main(): Promise<void> {
  const lacking = await missing()
  if (lacking !== undefined) {
    process.exitCode = 1
    return void process.stderr.write(`Nothing was broken: ${lacking}.\n`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-faults-'))
  const file = join(folder, 'rows')
  writeFileSync(file, '')
  try {
    const command = ['run', '--config', 'vitest.long.config.ts', 'test/long/faults-']
    const program = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const running = spawn(process.execPath, [program, ...command], {
      ...{ cwd: ROOT, stdio: 'inherit' },
      env: { ...process.env, FAULTS_ROWS: file },
    })
    const [code] = await once(running, 'exit')
    if (code !== 0) {
      process.exitCode = 1
      return void process.stderr.write('Something did not hold: the table is left as it was.\n')
    }
    writeFileSync(PAGE, page(readFileSync(file, 'utf8').split('\n').slice(0, -1).map(rowOf)))
    process.stdout.write(`${PAGE}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const rowOf = (line: string): FaultRow => JSON.parse(line)

function page(rows: readonly FaultRow[]): string {
  const cells = rows
    .toSorted((a, b) => (a.fault < b.fault ? -1 : 1))
    .map(({ fault, agent, exceeded, recorded, normal }) => [fault, agent, exceeded, recorded, normal])
  const lines = [HEAD, HEAD.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`)
  return `${ABOVE}\n${lines.join('\n')}\n${BELOW}`
}

await main()
