/** The documents, held against the product: links lead somewhere, examples are right, named files and tests exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsePolicy } from '@portcullis/engine'
import { checkPolicy, layersOf, prepareSuite, readSuite, runSuite } from '@portcullis/workbench'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseWorld } from '../packages/server/src/compose/author.ts'
import { readFileSet } from '../packages/server/src/config/file-set.ts'
import { loadConfiguration } from '../packages/server/src/config/load.ts'
import { refusals } from '../packages/server/src/gateway/errors.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['docs', 'examples', 'changes']
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(folder, path)),
  ),
]

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8')
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '')

interface Block {
  readonly page: string
  /** From 1: where the block's text begins. */
  readonly line: number
  readonly text: string
}

/** Fenced blocks of one language, in all pages. */
function blocksOf(language: string): readonly Block[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return PAGES.flatMap((page) => {
    const whole = read(page)
    return [...whole.matchAll(fence)].map(({ index, 1: text = '' }) => ({
      page,
      line: whole.slice(0, index).split('\n').length + 1,
      text,
    }))
  })
}

const named = (blocks: readonly Block[]) => blocks.map((block) => [`${block.page}:${block.line}`, block.text] as const)

/** Anchors of a page's headings, as the usual renderers make them. */
const anchorsOf = (page: string): readonly string[] =>
  [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  )

describe('links', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const broken = links.filter((target) => {
      if (/^(?:https?|mailto):/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(join(ROOT, file))) return true
      return anchor !== undefined && !anchorsOf(file).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  it('in the index reach every page of the guide, and each page the next', () => {
    const guide = PAGES.filter((page) => page.startsWith('docs/guide/')).sort()
    const index = read('docs/README.md')
    expect(guide.filter((page) => !index.includes(`(${relative('docs', page)})`))).toEqual([])
    expect(
      guide.slice(0, -1).filter((page, i) => !read(page).includes(`(${guide[i + 1]?.split('/').at(-1)})`)),
    ).toEqual([])
  })

  it('in the index of decisions reach every decision', () => {
    const index = read('docs/decisions/README.md')
    const decisions = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name))
    expect(decisions.filter((name) => !index.includes(`(${name})`))).toEqual([])
  })
})

const isPolicy = (text: string): boolean => /^\s*\{\s*"version": "1"/.test(text)

describe('JSON in the documents', () => {
  const blocks = blocksOf('json')

  it.each(named(blocks.filter(({ text }) => isPolicy(text))))('is a right policy: %s', (_, text) => {
    expect(parsePolicy(text)).toMatchObject({ ok: true })
    expect(checkPolicy(text).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each(named(blocks.filter(({ text }) => !isPolicy(text))))('is JSON: %s', (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow()
  })

  it('has policies in it', () => expect(blocks.filter(({ text }) => isPolicy(text)).length).toBeGreaterThan(8))
})

describe('cases in the documents', () => {
  const suites = blocksOf('yaml cases')
  const policies = blocksOf('json').filter(({ text }) => isPolicy(text))

  it.each(suites.map((suite) => [`${suite.page}:${suite.line}`, suite] as const))(
    'hold for the policy above them: %s',
    (_, { page, line, text }) => {
      const policy = policies.findLast((block) => block.page === page && block.line < line)
      const read = readSuite(text)
      if (!read.ok || policy === undefined) throw new Error(JSON.stringify(read))
      const documents = layersOf(read.suite, 'policy.json').map(({ id }) => ({ id, file: page, text: policy.text }))
      const prepared = prepareSuite(read.suite, documents, undefined)
      if (!prepared.ok) throw new Error(prepared.message)
      const failed = runSuite(prepared.suite, caseWorld).filter(({ failures }) => failures.length > 0)
      expect(failed).toEqual([])
    },
  )

  it('has some', () => expect(suites.length).toBeGreaterThan(15))
})

describe('configurations in the documents', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-docs-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(named(blocksOf('yaml')))('are right: %s', async (name, text) => {
    const home = join(folder, name.replaceAll(/\W/g, '-'))
    await mkdir(home)
    for (const [, path = ''] of text.matchAll(/\bfile: ([^\s,}]+)/g)) {
      await mkdir(dirname(join(home, path)), { recursive: true })
      await writeFile(join(home, path), '{ "version": "1", "default": "deny" }')
    }
    await writeFile(join(home, 'portcullis.yaml'), text)
    const loaded = loadConfiguration(await readFileSet(join(home, 'portcullis.yaml')), {
      environment: {},
      portable: true,
    })
    expect(loaded.ok ? [] : loaded.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('what is named exists', () => {
  it('in the architecture: files and folders', () => {
    const paths = [...withoutCode(read('ARCHITECTURE.md')).matchAll(/`((?:packages|docs|test)\/[^`\s]+)`/g)]
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('in the architecture: every folder of the server', () => {
    const text = read('ARCHITECTURE.md')
    const folders = ['', 'gateway/'].flatMap((above) =>
      readdirSync(join(ROOT, 'packages/server/src', above), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [`packages/server/src/${above}${entry.name}`] : [],
      ),
    )
    expect(folders.filter((path) => !text.includes(`\`${path}\``))).toEqual([])
  })

  it('in the threat model: tests, by their titles', () => {
    const lines = read('docs/threat-model.md').split('\n')
    const shown = lines.flatMap((line) =>
      [...line.matchAll(/\]\((\.\.\/[^)]+\.ts)\)((?:,? “[^”]+”)+)/g)].flatMap(([, path = '', titles = '']) =>
        [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ path: normalize(join('docs', path)), title })),
      ),
    )
    expect(shown.length).toBeGreaterThan(40)
    expect(shown.filter(({ path, title }) => !read(path).includes(title))).toEqual([])
  })

  it('in troubleshooting: every refusal', () => {
    const text = read('docs/guide/35-troubleshooting.md')
    const wire = [...read('packages/server/src/gateway/wire/wire-refusal.ts').matchAll(/^ {2}\| '([a-z_]+)'$/gm)]
    const codes = [...Object.keys(refusals), ...wire.map(([, code = '']) => code)]
    expect(wire.length).toBeGreaterThan(3)
    expect(codes.filter((code) => !text.includes(`| \`${code}\` |`))).toEqual([])
  })
})
