// Makes a bare clone ready: installs what the lockfile names and builds, each only when it is out of date.
import { execSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command) => execSync(command, { cwd: root, stdio: 'inherit' })
const changed = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0)

if (changed('package-lock.json') > changed('node_modules/.package-lock.json')) run('npm ci --no-audit --no-fund')
run('npm run --silent build')
