/** The cookbook: every recipe's cases hold, with and without the server's schemas, and nothing of a policy goes untried. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ATTACKS } from '@portcullis/catalogue'
import {
  checkPolicy,
  createCoverage,
  type KnownTool,
  type PreparedSuite,
  percentOf,
  readToolList,
  runSuite,
} from '@portcullis/workbench'
import { describe, expect, it } from 'vitest'
import { openCaseFile } from '../packages/server/src/cli/case-files.ts'
import { caseWorld } from '../packages/server/src/compose/author.ts'

const COOKBOOK = fileURLToPath(new URL('../docs/cookbook', import.meta.url))
const RECIPES = readdirSync(COOKBOOK, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

const read = (recipe: string, file: string): string => readFileSync(join(COOKBOOK, recipe, file), 'utf8')
const filesOf = (recipe: string): readonly string[] => readdirSync(join(COOKBOOK, recipe))
const policiesOf = (recipe: string): readonly string[] =>
  filesOf(recipe).filter((file) => file.endsWith('.json') && file !== 'tools.json')

function toolsOf(recipe: string): readonly KnownTool[] | undefined {
  if (!filesOf(recipe).includes('tools.json')) return undefined
  const list = readToolList(read(recipe, 'tools.json'))
  if (!list.ok) throw new Error(list.problem)
  return list.tools
}

async function opened(recipe: string, list?: readonly KnownTool[]): Promise<PreparedSuite> {
  const file = await openCaseFile(join(COOKBOOK, recipe, 'cases.yaml'), list)
  if (!file.ok) throw new Error(`${file.file}: ${JSON.stringify(file.problems)}`)
  return file.suite
}

const failuresOf = (suite: PreparedSuite): readonly string[] =>
  runSuite(suite, caseWorld).flatMap(({ name, failures }) =>
    failures.map(({ expected, actual, because }) => `${name}: expected ${expected}, got ${actual} (${because})`),
  )

/** What `check` warns of, and what is meant all the same. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'hide-what-is-dangerous': ['tool_without_rule'],
}

describe('the cookbook', () => {
  it('has recipes, and an index that leads to each of them', () => {
    expect(RECIPES.length).toBeGreaterThanOrEqual(25)
    const index = readFileSync(join(COOKBOOK, 'README.md'), 'utf8')
    expect(RECIPES.filter((recipe) => !index.includes(`(${recipe}/README.md)`))).toEqual([])
  })

  describe.each(RECIPES)('%s', (recipe) => {
    it('has cases that hold, some of them of an attacker', async () => {
      const suite = await opened(recipe)
      const names = suite.placed.cases.map(({ name }) => name)
      expect(names.length).toBeGreaterThanOrEqual(4)
      expect(names.some((name) => name.startsWith('evasion: '))).toBe(true)
      expect(failuresOf(suite)).toEqual([])
    })

    it('holds where nobody knows the server’s schemas', async () => {
      const bare = toolsOf(recipe)?.map(({ inputSchema: _, ...tool }) => tool)
      expect(failuresOf(await opened(recipe, bare))).toEqual([])
    })

    it('tries nine tenths of each policy', async () => {
      const coverage = createCoverage()
      const suite = await opened(recipe)
      runSuite(suite, caseWorld, coverage.listen(suite))
      const parts = coverage.report().map((document) => [relative(COOKBOOK, document.file), percentOf([document])])
      expect(parts.filter(([, percent]) => Number(percent) < 90)).toEqual([])
    })

    it.each(policiesOf(recipe))('checks without errors, and only with warnings that are meant: %s', (file) => {
      const tools = toolsOf(recipe)
      const { findings } = checkPolicy(read(recipe, file), tools === undefined ? {} : { tools })
      const told = findings.filter(({ severity }) => severity !== 'note')
      expect(told.filter(({ code }) => MEANT[recipe]?.includes(code) !== true)).toEqual([])
    })

    it('has a page that shows the policy as it is, and says what it does and does not do', () => {
      const page = read(recipe, 'README.md')
      for (const file of policiesOf(recipe)) expect(page).toContain(`\`\`\`json\n${read(recipe, file)}\`\`\`\n`)
      for (const part of ['## Why each line is there', '## What it does not do', '## Adapt it']) {
        expect(page).toContain(part)
      }
      const [, named = ''] = /^\*\*Protects from:\*\* (.+)$/m.exec(page) ?? []
      const attacks = [...named.matchAll(/`([^`]+)`/g)].map(([, slug]) => slug)
      expect(attacks.length).toBeGreaterThan(0)
      expect(attacks.filter((slug) => !ATTACKS.some((attack) => attack === slug))).toEqual([])
    })
  })
})
