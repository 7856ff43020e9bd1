import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '@portcullis/sandbox'
import { Command } from 'commander'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { registerCheck } from './check.ts'
import { ranCommand } from './command-run.contract.ts'

async function check(files: Readonly<Record<string, unknown>>, ...args: readonly string[]) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-check-tools-')))
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(base, name), typeof value === 'string' ? value : JSON.stringify(value, undefined, 1), {
      mode: 0o600,
    })
  }
  const there = vi.spyOn(process, 'cwd').mockReturnValue(base)
  onTestFinished(() => {
    there.mockRestore()
    rmSync(base, { recursive: true })
  })
  const named = args.map((argument) => (Object.hasOwn(files, argument) ? join(base, argument) : argument))
  return ranCommand((output) => {
    const program = new Command('portcullis').version('1.2.3')
    registerCheck(program, output)
    return program.parseAsync(['node', 'portcullis', 'check', ...named])
  })
}

const TOOLS = { tools: [{ name: 'send', inputSchema: { type: 'object', properties: { to: { type: 'string' } } } }] }
const POLICY = {
  version: '1',
  default: 'deny',
  tools: { send: { require: [{ conditions: [{ path: 'args.too', op: 'eq', value: 'a' }] }] }, sned: {} },
}

describe('a policy beside a list of tools', () => {
  test('is told what does not fit', async () => {
    const run = await check({ 'p.json': POLICY, 't.json': TOOLS }, 'p.json', '--tools', 't.json')
    expect(run.code).toBe(1)
    expect(run.out).toMatch(/p\.json:\d+:\d+ error unknown_argument "send" has no args\.too/)
    expect(run.out).toMatch(/error unknown_tool there is no tool "sned"\n.*\n.*\n {2}Did you mean "send"\?/)
    expect(run.out).toMatch(/2 errors and 0 warnings in 1 file\.\n$/)
  })

  test('is held against one list only, and one that can be read', async () => {
    expect(await check({ 'p.json': POLICY, 't.json': '{' }, 'p.json', '--tools', 't.json')).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining('JSON'),
    })
    expect((await check({ 'p.json': POLICY }, 'p.json', '--tools', 'a', '--catalogue', 'b')).code).toBe(2)
  })

  test('in JSON has pages of reference, and what is milder can be left out', async () => {
    const asking = { version: '1', default: 'deny', tools: { send: { approve_if: [{ conditions: [] }] } } }
    const whole = await check({ 'p.json': asking }, 'p.json', '--format', 'json')
    expect(JSON.parse(whole.out)).toMatchObject({
      ok: true,
      notes: 1,
      problems: [{ severity: 'note', code: 'no_approvers', reference: 'findings/no_approvers.md' }],
    })
    expect((await check({ 'p.json': asking }, 'p.json', '--severity', 'warning')).out).toBe('No problems in 1 file.\n')
    expect((await check({ 'p.json': asking }, 'p.json', '--strict')).code).toBe(0)
  })

  test('in SARIF has rules, places and marks that stay', async () => {
    const run = await check({ 'p.json': POLICY, 't.json': TOOLS }, 'p.json', '--tools', 't.json', '--format', 'sarif')
    const [{ tool, results, invocations }] = JSON.parse(run.out).runs
    expect(tool.driver).toMatchObject({ name: 'Portcullis', semanticVersion: '1.2.3' })
    expect(invocations).toMatchObject([{ executionSuccessful: true }])
    for (const { ruleId, ruleIndex, level, locations } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId, help: { text: expect.any(String) } })
      expect(level).toBe('error')
      expect(locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'p.json', uriBaseId: 'SRCROOT' })
    }
    const later = await check(
      { 'p.json': `\n${JSON.stringify(POLICY)}`, 't.json': TOOLS },
      'p.json',
      '--tools',
      't.json',
      '--format',
      'sarif',
    )
    const marks = (list: readonly { partialFingerprints: unknown }[]) => list.map((each) => each.partialFingerprints)
    expect(new Set(marks(JSON.parse(later.out).runs[0].results))).toEqual(new Set(marks(results)))
  })

  test('for GitHub is one command on a line, whatever stands in it', async () => {
    const odd = { version: '1', default: 'deny', tools: { 'a:b,c%': {} } }
    const run = await check({ 'p.json': odd, 't.json': TOOLS }, 'p.json', '--tools', 't.json', '--format', 'github')
    expect(run.out).toMatch(
      /^::error file=p\.json,line=\d+,col=\d+,title=unknown_tool::there is no tool "a:b,c%25"%0A/m,
    )
    expect(
      run.out
        .trim()
        .split('\n')
        .every((line) => line.startsWith('::')),
    ).toBe(true)
  })
})

const configuration = (url: string): string => `
policies:
  shop:
    version: "1"
    default: deny
    tools:
      create_coupon_codee: {rate_limit: 10/minute}
      "*": {}
  base: {version: "1", default: allow}
baseline: base
servers:
  shop: {url: ${url}}
grants:
  - {id: a, owner: ana, token_sha256: ${'ab'.repeat(32)}, servers: {shop: shop}}
`

test('the example of the guide is told what the guide says', async () => {
  const page = readFileSync(new URL('../../../../docs/guide/08-checking-a-policy.md', import.meta.url), 'utf8')
  const [tools = '', policy = ''] = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
  const run = await check({ 'p.json': policy, 't.json': tools }, 'p.json', '--tools', 't.json', '--format', 'json')
  const told = JSON.parse(run.out).problems.map(({ code }: { readonly code: string }) => code)
  const named = [...page.matchAll(/\]\(\.\.\/reference\/findings\/(\w+)\.md\)/g)].map(([, code]) => code)
  expect(told.toSorted()).toEqual(named.filter((code) => code !== 'README').toSorted())
})

describe('a configuration', () => {
  test('is held against what its servers list, where that is asked for', async () => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const files = { 'portcullis.yaml': configuration(sandbox.url) }
    const still = await check(files, 'portcullis.yaml', '--portable')
    expect(still.out).not.toContain('unknown_tool')
    const live = await check(files, 'portcullis.yaml', '--live')
    expect(live.error).toBe('')
    expect(live.out).toMatch(/portcullis\.yaml:7:7 error unknown_tool there is no tool "create_coupon_codee"/)
    expect(live.out).toContain('Did you mean "create_coupon_code"?')
    // The baseline is for any server: of tools that only the default governs there, it is told all the same.
    expect(live.out.match(/unknown_tool/g)).toHaveLength(1)
    expect(live.code).toBe(1)
  })

  test('is not asked for as if it ran somewhere else', async () => {
    const files = { 'portcullis.yaml': configuration('http://127.0.0.1:9/mcp') }
    const run = await check(files, 'portcullis.yaml', '--portable', '--live')
    expect(run).toMatchObject({ code: 2, out: '', error: expect.stringContaining('--portable') })
  })

  test('says which servers did not answer', async () => {
    const files = { 'portcullis.yaml': configuration('http://127.0.0.1:9/mcp') }
    const run = await check(files, 'portcullis.yaml', '--server', 'shop')
    expect(run.code).toBe(2)
    expect(run.error).toMatch(/^shop: /)
    expect((await check(files, 'portcullis.yaml', '--server', 'shp')).error).toMatch(/^shp: /)
  })

  test('takes a saved list for the server that is meant', async () => {
    const files = { 'portcullis.yaml': configuration('http://127.0.0.1:9/mcp'), 't.json': TOOLS }
    const run = await check(files, 'portcullis.yaml', '--portable', '--tools', 't.json')
    expect(run.out).toContain('error unknown_tool')
  })

  test('does not lose what the engine says, and says it once', async () => {
    const yaml = configuration('http://127.0.0.1:9/mcp').replace(
      'rate_limit: 10/minute',
      'action: deny, rate_limit: 10/minute',
    )
    const run = await check({ 'portcullis.yaml': yaml }, 'portcullis.yaml', '--portable')
    expect(run.out.match(/warning no_effect/g)).toHaveLength(1)
  })
})
