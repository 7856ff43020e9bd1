import { describe, expect, it } from 'vitest'
import { gather } from '../import/gather.ts'
import { readLine } from '../import/read-lines.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { writeShards } from '../import/shards.ts'
import { openIndex } from '../search/open-index.ts'
import { plain } from './plain.ts'
import { serverReport } from './server-report.ts'
import { labelOf } from './study.ts'
import { toolReport } from './tool-report.ts'

const id = 'github.com/acme/crm'
const text = { type: 'string' }
const TOOLS = [
  { name: 'get_profiles', inputSchema: { properties: { filter: text, page_size: { type: 'integer' } } } },
  { name: 'get_profile', inputSchema: { properties: { id: text }, required: ['id'] } },
  { name: 'create_profile' },
  { name: 'delete_profile', inputSchema: { properties: { id: text }, required: ['id'] } },
  { name: 'request_profile_deletion', inputSchema: { properties: { email: text } } },
  { name: 'process_order', description: 'Permanently deletes the order. This cannot be undone.' },
  { name: 'restore_order' },
  { name: 'run_sql', inputSchema: { properties: { sql: text }, required: ['sql'] } },
  { name: 'drop_table', annotations: { readOnlyHint: true } },
]
const rows = [
  { id, name: 'Acme CRM', from: 'list', package: { registry: 'npm', name: '@acme/crm' } },
  { id: 'github.com/other/crm', name: 'Other', from: 'list' },
  { server: 'github.com/other/crm', name: 'delete_profile', source: 'list' },
  ...TOOLS.map((tool) => ({ server: id, source: 'list', ...tool })),
]
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify(row)) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const index = openIndex(
  [...shards.values()].flatMap((lines) => lines.split('\n')),
  head,
)
const server = index.entry(id) as ServerFacts
const tool = (name: string) => server.tools.find((one) => one.name === name)!
const report = (name: string) => toolReport(index, server, tool(name))
const whole = (name: string) => {
  const { does, why } = report(name)
  return [...does, ...why].map(plain).join(' ')
}

describe('a report', () => {
  it('knows the tools beside a tool', () => {
    expect(whole('delete_profile')).toContain('get_profile')
    expect(whole('delete_profile')).toContain('create_profile')
    expect(whole('process_order')).toContain('restore_order')
    expect(whole('request_profile_deletion')).not.toContain('the profile deletion is gone')
  })

  it('names the parameters and what they decide', () => {
    expect(report('delete_profile').parameters).toEqual([
      { name: 'id', type: 'string', required: true, remark: ['Decides which profile is lost.'] },
    ])
    expect(whole('run_sql')).toContain('sql')
    expect(report('run_sql').exposures.map(({ attack }) => attack)).toContain('argument-injection')
  })

  it('says where a description moved the label, and keeps none of it', () => {
    const { described, label, evidence } = report('process_order')
    expect(label).toMatchObject({ category: 'Destructive', risk: 'Critical' })
    expect(described).toBe(true)
    expect(evidence[0]?.because).toContain('does not keep')
    expect(whole('process_order')).not.toContain('Permanently')
    expect(report('delete_profile').described).toBe(false)
    expect(labelOf(server, tool('delete_profile')).evidence.length).toBeGreaterThan(0)
  })

  it('says where the server’s hints disagree', () => {
    expect(whole('drop_table')).toMatch(/read-only/)
  })

  it('gives three steps for this server and gateway', () => {
    const { steps } = toolReport(index, server, tool('get_profile'), { gateway: 'https://gate.example' }).control
    expect(steps[0]?.code).toBe('servers:\n  acme-crm:\n    command: npx\n    args: ["-y", "@acme/crm"]')
    expect(steps[1]?.code).toBe('policies:\n  acme-crm:\n    file: "acme-crm.json"')
    expect(steps[2]?.code).toBe('https://gate.example/mcp/acme-crm')
  })

  it('finds the same kind elsewhere, and the nearest first beside it', () => {
    expect(report('delete_profile').elsewhere.map(({ server: slug }) => slug)).toEqual(['other-crm'])
    expect(
      report('delete_profile')
        .siblings.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['create_profile', 'get_profile'])
  })

  it('is the same each time', () => {
    expect(report('get_profiles')).toEqual(report('get_profiles'))
  })
})

describe('a server’s report', () => {
  it('has one line for each tool, the worst explained, and one policy', () => {
    const whole = serverReport(index, server)
    expect(whole.tools.map(({ name, says }) => [name, plain(says)])).toContainEqual([
      'delete_profile',
      'Deletes a profile.',
    ])
    expect(whole.dangerous.map(({ name }) => name)).toContain('run_sql')
    expect(whole.policy?.hide).toContain('delete_profile')
    expect(whole.gradeSays).toHaveLength((whole.grade?.deductions.length ?? 0) + 1)
  })
})
