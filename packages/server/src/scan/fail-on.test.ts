import { gather, openKnown, type RiskLevel, readClientConfig, readLine, writeShards } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { FAIL_ON, type FailOn, scanCode } from './fail-on.ts'
import { gatewayAt } from './gateway.ts'
import { scan } from './scan.ts'

const rows = Object.entries({
  Low: { name: 'get_current_time' },
  Medium: { name: 'create_bookmark' },
  High: { name: 'restart_build' },
  Critical: { name: 'delete_repository' },
}).flatMap(([level, tool]) => {
  const id = `github.com/acme/${level.toLowerCase()}`
  return [
    { id, name: level, package: { registry: 'npm', name: `acme-${level.toLowerCase()}` } },
    { server: id, ...tool },
  ]
})
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify({ ...row, from: 'list', source: 'list' })) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const known = openKnown(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)

function reportOf(level: RiskLevel, gateway?: string) {
  const section = { command: 'npx', args: [`acme-${level.toLowerCase()}@1.0.0`] }
  const text = JSON.stringify({ mcpServers: { x: section } })
  const read = readClientConfig(text)
  if (!read.ok) throw new Error(read.problem)
  const { servers: own, skipped } = read
  return scan({
    version: '1',
    files: [{ client: 'cursor', path: '/c.json', origin: 'user', ok: true, servers: own, skipped, text }],
    known,
    gateway: gateway === undefined ? undefined : gatewayAt(gateway),
    home: '/h',
    bin: '/b',
  })
}

describe('a scan fails', () => {
  it.each<[RiskLevel, readonly FailOn[]]>([
    ['Low', ['low']],
    ['Medium', ['low', 'medium']],
    ['High', ['low', 'medium', 'high']],
    ['Critical', ['low', 'medium', 'high', 'critical']],
  ])('with something %s in it: on that, and on less', (level, fails) => {
    const report = reportOf(level)
    expect(report.stacks[0]?.report.risk).toBe(level)
    expect(FAIL_ON.filter((wanted) => scanCode(report, [wanted]) === 1)).toEqual(fails)
    expect(scanCode(report, FAIL_ON)).toBe(1)
    expect(scanCode(report, [])).toBe(0)
  })

  it('on a bypass, whatever the risk', () => {
    expect(FAIL_ON.filter((one) => scanCode(reportOf('Low', 'http://127.0.0.1:1'), [one]) === 1)).toEqual([
      'low',
      'bypass',
    ])
  })
})
