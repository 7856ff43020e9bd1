/** Writes what is generated from the sources: schemas and references. With `--check` it only says what is out of date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputs } from './generate/outputs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const checking = process.argv.includes('--check')

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const stale = Object.entries(outputs)
  .map(([path, produce]) => ({ path, file: join(root, path), text: produce() }))
  .filter(({ file, text }) => read(file) !== text)

for (const { path, file, text } of stale) {
  if (checking) process.stderr.write(`${path} is out of date: run \`npm run generate\`.\n`)
  else {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    process.stdout.write(`${path}\n`)
  }
}
if (checking && stale.length > 0) process.exitCode = 1
