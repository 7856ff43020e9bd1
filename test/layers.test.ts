/** The picture of layers in ARCHITECTURE.md, held against the imports of every file. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Each layer, and the layers it may import; a file belongs to the first prefix that fits. */
const LAYERS: readonly (readonly [layer: string, prefix: string, mayImport: readonly string[]])[] = [
  ['engine', 'packages/engine/src/', []],
  ['catalogue', 'packages/catalogue/src/', ['engine']],
  ['yaml', 'packages/workbench/src/yaml/', []],
  ['workbench', 'packages/workbench/src/', ['engine', 'catalogue', 'yaml']],
  ['site', 'packages/site/src/', ['engine', 'catalogue']],
  ['sandbox', 'packages/sandbox/src/', []],
  ['dashboard', 'packages/dashboard/src/', ['engine', 'catalogue', 'workbench', 'api']],
  ['ports', 'packages/server/src/ports/', ['engine', 'catalogue']],
  ['crypto', 'packages/server/src/crypto/', ['engine']],
  ['policies', 'packages/server/src/policies/', ['engine', 'ports']],
  ['egress', 'packages/server/src/egress/', ['engine', 'ports']],
  ['thread', 'packages/server/src/thread/', []],
  ['listener', 'packages/server/src/listener/', []],
  ['telemetry', 'packages/server/src/telemetry/', ['ports']],
  ['gateway/wire', 'packages/server/src/gateway/wire/', ['engine', 'ports']],
  ['gateway/upstream', 'packages/server/src/gateway/upstream/', ['engine', 'ports', 'gateway/wire']],
  [
    'gateway/transport',
    'packages/server/src/gateway/transport/',
    ['engine', 'ports', 'gateway', 'gateway/wire', 'gateway/upstream'],
  ],
  [
    'gateway/translate',
    'packages/server/src/gateway/translate/',
    ['engine', 'ports', 'gateway', 'gateway/wire', 'gateway/upstream'],
  ],
  [
    'gateway/aggregate',
    'packages/server/src/gateway/aggregate/',
    ['engine', 'ports', 'crypto', 'gateway', 'gateway/wire', 'gateway/upstream', 'gateway/translate'],
  ],
  [
    'gateway',
    'packages/server/src/gateway/',
    ['engine', 'catalogue', 'ports', 'crypto', 'gateway/wire', 'gateway/upstream'],
  ],
  ['store/sql', 'packages/server/src/store/sql/', ['engine', 'ports', 'store']],
  ['store/feed', 'packages/server/src/store/feed/', ['engine', 'ports', 'policies', 'store']],
  ['store', 'packages/server/src/store/', ['engine', 'catalogue', 'ports', 'crypto']],
  ['config', 'packages/server/src/config/', ['yaml', 'engine', 'catalogue', 'ports', 'policies', 'crypto']],
  ['introspect', 'packages/server/src/introspect/', ['engine', 'catalogue', 'ports']],
  ['contact', 'packages/server/src/contact/', ['engine', 'site', 'ports', 'crypto', 'store']],
  ['scan', 'packages/server/src/scan/', ['engine', 'catalogue', 'site', 'ports', 'config', 'store', 'introspect']],
  ['recorded', 'packages/server/src/recorded/', ['engine', 'workbench', 'crypto', 'store']],
  [
    'control',
    'packages/server/src/control/',
    [
      'engine',
      'catalogue',
      'workbench',
      'ports',
      'crypto',
      'egress',
      'policies',
      'config',
      'store',
      'store/sql',
      'introspect',
      'contact',
      'recorded',
      'listener',
      'telemetry',
      'thread',
    ],
  ],
  [
    'catalogue-server',
    'packages/server/src/catalogue/',
    ['engine', 'catalogue', 'site', 'sandbox', 'ports', 'crypto', 'config', 'store', 'contact', 'listener', 'thread'],
  ],
  [
    'compose',
    'packages/server/src/compose/',
    [
      'engine',
      'catalogue',
      'workbench',
      'ports',
      'crypto',
      'egress',
      'config',
      'store',
      'store/sql',
      'store/feed',
      'gateway',
      'gateway/wire',
      'gateway/upstream',
      'gateway/translate',
      'gateway/aggregate',
      'gateway/transport',
      'control',
      'listener',
      'telemetry',
      'recorded',
      'catalogue-server',
    ],
  ],
  [
    'cli',
    'packages/server/src/cli/',
    [
      'engine',
      'catalogue',
      'workbench',
      'sandbox',
      'site',
      'ports',
      'crypto',
      'egress',
      'config',
      'store',
      'store/sql',
      'compose',
      'gateway/transport',
      'introspect',
      'contact',
      'scan',
      'recorded',
      'control',
      'telemetry',
      'catalogue-server',
      'thread',
    ],
  ],
  ['program', 'packages/server/src/program.ts', ['cli']],
  ['main', 'packages/server/src/main.ts', ['program']],
]

const PACKAGES: Readonly<Record<string, string>> = {
  '@portcullis/engine': 'engine',
  '@portcullis/catalogue': 'catalogue',
  '@portcullis/workbench': 'workbench',
  '@portcullis/workbench/yaml': 'yaml',
  '@portcullis/sandbox': 'sandbox',
  '@portcullis/site': 'site',
  // What of the server needs nothing but types: it also runs in browsers.
  'portcullis/client': 'api',
  'portcullis/client-forms': 'api',
  'portcullis/permissions': 'api',
  'portcullis/route-places': 'api',
}

const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+)'([^']+)'/g

interface Edge {
  readonly file: string
  readonly from: string
  readonly target: string
  readonly to: string
}

const layerOf = (path: string): string | undefined => LAYERS.find(([, prefix]) => path.startsWith(prefix))?.[0]

function sources(): readonly string[] {
  return readdirSync(join(ROOT, 'packages'), { recursive: true, encoding: 'utf8' })
    .map((path) => join('packages', path))
    .filter((path) => /\/src\/.*\.tsx?$/.test(path) && !/\.(?:test|contract)\.tsx?$/.test(path))
    .filter((path) => !path.includes('node_modules'))
}

function edges(): readonly Edge[] {
  return sources().flatMap((file) => {
    const from = layerOf(file) ?? '(none)'
    const text = readFileSync(join(ROOT, file), 'utf8')
    return [...text.matchAll(IMPORT)].flatMap(([, target = '']) => {
      const to = target.startsWith('.')
        ? layerOf(relative(ROOT, normalize(join(ROOT, dirname(file), target))))
        : (PACKAGES[target] ?? (/^(?:@portcullis|portcullis)\//.test(target) ? '(no entry)' : undefined))
      return to === undefined || to === from ? [] : [{ file, from, target, to }]
    })
  })
}

describe('layers', () => {
  it('every source file belongs to one', () => {
    expect(sources().filter((file) => layerOf(file) === undefined)).toEqual([])
  })

  it('imports go one way', () => {
    const wrong = edges().filter(({ from, to }) => !LAYERS.find(([layer]) => layer === from)?.[2].includes(to))
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  it('[time.argument] only the clock port reads a clock', () => {
    const readers = sources().filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|performance\.now\(|process\.hrtime/.test(readFileSync(join(ROOT, file), 'utf8')),
    )
    expect(readers.filter((file) => !file.startsWith('packages/sandbox/'))).toEqual([
      'packages/dashboard/src/lib/clock.ts',
      'packages/server/src/ports/clock.ts',
    ])
  })
})
