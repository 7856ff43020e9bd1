// Builds the dashboard into the server's package, with compressed copies beside its files; only when its sources changed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'packages/server/dist')
const target = join(dist, 'dashboard')
const STAMP = '.built'

/** Everything that the built files depend on. */
const SOURCES = [
  'packages/dashboard',
  'packages/engine/src',
  'packages/workbench/src',
  'packages/catalogue/src',
  'packages/catalogue/data',
  'packages/site/assets/css/10-tokens.css',
  'packages/site/assets/client/theme.js',
  'packages/site/assets/icon.svg',
  'packages/server/src/control/client.ts',
  'packages/server/src/control/route-places.ts',
  'packages/server/src/control/permissions.ts',
  'packages/server/src/ports/client-forms.ts',
  'schema',
  'package-lock.json',
  'scripts/build-dashboard.mjs',
]

const digest = digestOf(SOURCES.flatMap(filesBelow))
if (!isBuilt()) build()

/** Whether what is there is of these sources. */
function isBuilt() {
  const stamp = join(target, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
}

/** Into a folder of its own, so that two builds at once never write the same file and nobody sees a half of one. */
function build() {
  removeAbandoned()
  const own = join(dist, `dashboard-built-${process.pid}`)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  try {
    execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', own, '--emptyOutDir'], {
      cwd: join(root, 'packages/dashboard'),
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production' },
    })
    for (const path of filesBelow(own)) compress(path)
    writeFileSync(join(own, STAMP), digest)
    putInPlace(own)
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

/** The folder becomes the one that is served; another build may be doing the same. */
function putInPlace(own) {
  const before = join(dist, `dashboard-before-${process.pid}`)
  for (let round = 0; round < 100; round++) {
    if (tries(() => renameSync(target, before))) rmSync(before, { recursive: true, force: true })
    if (tries(() => renameSync(own, target))) return
  }
  throw new Error(
    `${target} could not be replaced: other builds keep putting theirs there. Run this again when they are done.`,
  )
}

/** Whether it was done; false where the other build was first. */
function tries(rename) {
  try {
    rename()
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) return false
    throw error
  }
}

/** Builds that were killed left their folders. */
function removeAbandoned() {
  const names = existsSync(dist) ? readdirSync(dist) : []
  for (const name of names) {
    const pid = /^dashboard-(?:built|before)-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dist, name), { recursive: true, force: true })
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function compress(path) {
  const plain = readFileSync(path)
  if (plain.length < 1024 || !/\.(?:js|css|html|svg|json)$/.test(path)) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }))
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
}

function filesBelow(path) {
  const whole = path.startsWith(root) ? path : join(root, path)
  try {
    return readdirSync(whole, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((name) => !/\.(?:test|contract)\.tsx?$/.test(name))
      .sort()
  } catch {
    return existsSync(whole) ? [whole] : []
  }
}

function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}
