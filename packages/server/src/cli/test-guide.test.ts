/** The examples of the guide about cases hold for the policy that stands in it. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runTest } from './test.contract.ts'

const PAGE = readFileSync(new URL('../../../../docs/guide/09-testing-a-policy.md', import.meta.url), 'utf8')

const blocksOf = (language: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)

const [policy = ''] = blocksOf('json')
const cases = blocksOf('yaml cases')

it.each(cases.map((text, index) => [index + 1, text] as const))('block %i holds', async (_, text) => {
  const ran = await runTest({ 'policy.json': policy, 'cases.yaml': text })
  expect(ran.out).not.toMatch(/FAIL|ERROR/)
  expect(ran.code).toBe(0)
})

it('the edit of the guide is not noticed without the case that it shows', async () => {
  const [first = ''] = cases
  const without = first.replace(/ {2}- name: exactly 100[\s\S]*?(?= {2}- name)/, '')
  expect(without).not.toBe(first)
  const [shown = ''] = blocksOf('text')
  const ran = await runTest({ 'policy.json': policy, 'cases.yaml': without }, { mutate: true })
  expect(ran.out).toContain(shown.trimEnd())
})

it('together they cover the policy', async () => {
  const files = Object.fromEntries(
    cases.map((text, index) => [`part${index}.cases.yaml`, `policy: policy.json\n${text}`]),
  )
  expect(await runTest({ 'policy.json': policy, ...files }, { minCoverage: 95 })).toMatchObject({ code: 0 })
})
