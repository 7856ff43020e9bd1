import { openKnown, recommendServer, type ServerFacts, study } from '@portcullis/catalogue'
import { checkPolicy } from '@portcullis/workbench'
import { expect, test } from 'vitest'
import { readShippedFacts } from '../store/facts/shipped.ts'
import { toolsOfEntry } from './tool-source.ts'

/** So many servers with tools are looked at, spread over all that ship. */
const SERVERS = Number(process.env['PORTCULLIS_CHECK_SERVERS'] ?? 80)

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
    const { findings } = checkPolicy(JSON.stringify(policy), { tools: list })
    found.push(...findings.map(({ code, pointer }) => `${entry.id} ${code} ${pointer}`))
    const wrong = JSON.stringify({ version: '1', default: 'deny', tools: { '*': {}, [`${list[0]?.name}_x`]: {} } })
    expect(checkPolicy(wrong, { tools: list }).findings.map(({ code }) => code)).toContain('unknown_tool')
  }
  expect(count).toBeGreaterThan(SERVERS)
  expect(found).toEqual([])
}, 60_000)
