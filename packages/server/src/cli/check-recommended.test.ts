import { openKnown, recommendServer, recommendTool, study } from '@portcullis/catalogue'
import { checkPolicy } from '@portcullis/workbench'
import { expect, it } from 'vitest'
import { readShippedFacts } from '../store/facts/shipped.ts'
import { toolsOfEntry } from './tool-source.ts'
import { writeFileSync } from 'node:fs'

it('recommended', () => {
  const { lines, head } = readShippedFacts()
  const known = openKnown(lines, head)
  const ids = lines.flatMap((line) => /^\{"i":"([^"\\]*)"/.exec(line)?.[1] ?? [])
  const out: string[] = []
  let n = 0
  const t = performance.now()
  for (const id of ids.filter((_, i) => i % 3 === 0)) {
    const entry = known.entry(id)
    if (entry === undefined || entry.tools.length === 0) continue
    n++
    if (n > 1500) break
    const { labelled } = study(entry)
    const { policy } = recommendServer(entry.name, entry.tools.map((tool) => ({ name: tool.name, parameters: tool.parameters, label: labelled(tool).label })))
    const sourced = toolsOfEntry(entry)
    const { findings } = checkPolicy(JSON.stringify(policy), sourced.ok ? { tools: sourced.list.tools } : {})
    for (const f of findings) out.push(`${f.code} ${f.severity} ${id} ${f.pointer} ${f.message}`)
  }
  out.push(`n ${n} ms ${performance.now() - t}`)
  writeFileSync('/tmp/w1-rec.txt', out.join('\n'))
})
