import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { openKnown, recommendServer, recommendTool, type ServerFacts, study } from '@portcullis/catalogue'
import { checkPolicy, readToolList } from '@portcullis/workbench'
import { expect, test } from 'vitest'
import { readShippedFacts } from '../store/facts/shipped.ts'
import { toolsOfEntry } from './tool-source.ts'

/** So many servers with tools are looked at, spread over all that ship. */
const SERVERS = Number(process.env['PORTCULLIS_CHECK_SERVERS'] ?? 50)

function* servers(): Generator<ServerFacts> {
  const { lines, head } = readShippedFacts()
  const known = openKnown(lines, head)
  const ids = lines.flatMap((line) => /^\{"i":"([^"\\]*)"/.exec(line)?.[1] ?? [])
  // A step without a common factor with their number goes through all of them.
  for (let at = 0; at < ids.length; at++) {
    const entry = known.entry(ids[(at * 7_919) % ids.length] ?? '')
    if (entry !== undefined && entry.tools.length > 0) yield entry
  }
}

/** The page of one tool says nothing of the others. */
const isExpected = (code: string): boolean => code === 'tool_without_rule'

test('nothing is said of the policies that the catalogue recommends', () => {
  const found: string[] = []
  let count = 0
  for (const entry of servers()) {
    if (++count > SERVERS) break
    const { labelled } = study(entry)
    const tools = entry.tools.map((tool) => ({ ...tool, label: labelled(tool).label }))
    const { policy } = recommendServer(entry.name, tools)
    const sourced = toolsOfEntry(entry)
    const list = sourced.ok ? sourced.list.tools : []
    const alone = tools.slice(0, 3).map((tool) => recommendTool(tool).policy)
    for (const each of [policy, ...alone]) {
      const { findings } = checkPolicy(JSON.stringify(each), { tools: list })
      found.push(
        ...findings.flatMap(({ code, pointer }) => (isExpected(code) ? [] : [`${entry.id} ${code} ${pointer}`])),
      )
    }
    const wrong = JSON.stringify({ version: '1', default: 'deny', tools: { '*': {}, [`${list[0]?.name}_x`]: {} } })
    expect(checkPolicy(wrong, { tools: list }).findings.map(({ code }) => code)).toContain('unknown_tool')
  }
  expect(count).toBeGreaterThan(SERVERS)
  expect(found).toEqual([])
}, 60_000)

test('the recipes of the cookbook are not warned of', () => {
  const cookbook = new URL('../../../../docs/cookbook/', import.meta.url)
  const recipes = readdirSync(cookbook, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const found = recipes.flatMap(({ name }) => {
    const read = (file: string): string | undefined => {
      const url = new URL(`${name}/${file}`, cookbook)
      return existsSync(url) ? readFileSync(url, 'utf8') : undefined
    }
    const list = readToolList(read('tools.json') ?? '[]')
    const tools = list.ok && list.tools.length > 0 ? { tools: list.tools } : {}
    const { findings } = checkPolicy(read('policy.json') ?? '{"version":"1","default":"deny"}', tools)
    return findings.flatMap(({ severity, code, pointer }) =>
      severity === 'note' ? [] : [`${name} ${code} ${pointer}`],
    )
  })
  expect(found).toEqual([])
})
