/** The chapter of the guide about explaining and comparing, run; and what its commands do with what is wrong. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LINE_VERSION } from '../store/jsonl/line.ts'
import { type CommandRun, ranCommand } from './command-run.contract.ts'
import { registerDiff } from './diff.ts'
import { registerExplain } from './explain.ts'

const CHAPTER = readFileSync(new URL('../../../../docs/guide/10-explaining-and-comparing.md', import.meta.url), 'utf8')

/** Runs one line as a shell would. */
const run = (words: readonly string[]): Promise<CommandRun> =>
  ranCommand((output) => {
    const program = new Command()
    registerDiff(program, output)
    registerExplain(program, output)
    return program.parseAsync(words, { from: 'user' })
  })

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

describe('explain and diff', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-explain-'))
    for (const [, name = '', text = ''] of CHAPTER.matchAll(/^`(\S+\.json)`[^\n]*:\n\n```json\n([\s\S]*?)^```$/gm)) {
      await writeFile(join(folder, name), text)
    }
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  const examples = [...CHAPTER.matchAll(/^```console\n\$ portcullis ([^\n]*)\n([\s\S]*?)^```$/gm)]
  it('has examples', () => expect(examples.length).toBe(3))
  it.each(examples.map(([, line = '', expected = '']) => [line, expected] as const))('%s', async (line, expected) => {
    expect(await run(wordsOf(line))).toEqual({ out: expected, error: '', code: 0 })
  })

  it('fail where --fail-on says so, in every format', async () => {
    for (const format of ['text', 'json', 'markdown', 'github']) {
      const options = ['--tools', join(folder, 'tools.json'), '--format', format]
      expect(await run(['diff', 'old.json', 'new.json', ...options, '--fail-on', 'loosened'])).toMatchObject({
        code: 1,
      })
      expect(await run(['diff', 'new.json', 'new.json', ...options, '--fail-on', 'any'])).toMatchObject({ code: 0 })
    }
    const { out } = await run(['diff', 'old.json', 'new.json', '--format', 'json'])
    const { differences, complete } = JSON.parse(out)
    expect(complete).toBe(true)
    expect(differences).toContainEqual(
      expect.objectContaining({ area: 'calls', before: expect.objectContaining({ file: 'old.json', line: 8 }) }),
    )
  })

  it('compare with a revision of git', async () => {
    const git = (...words: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
        cwd: folder,
        stdio: 'pipe',
      })
    git('init', '-q', '-b', 'main')
    git('add', 'old.json')
    git('commit', '-q', '-m', 'a policy')
    await writeFile(join(folder, 'old.json'), readFileSync(join(folder, 'new.json'), 'utf8'))
    const { out, code } = await run(['diff', '--git', 'main', 'old.json', '--fail-on', 'loosened'])
    expect(code).toBe(1)
    expect(out).toContain('before  main:old.json:8:9 /tools/create_refund/require/0')
    expect(await run(['diff', '--git', '--output=x', 'old.json'])).toMatchObject({ code: 2 })
    expect(await run(['diff', '--git', 'nowhere', 'old.json'])).toMatchObject({ code: 2 })
    git('checkout', '-q', 'old.json')
  })

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['diff', 'old.json'], /Name two policies/],
    [['diff', 'old.json', 'missing.json'], /cannot be read/],
    [['diff', 'old.json', 'new.json', '--at', 'soon'], /--at/],
    [['diff', 'old.json', 'tools.json'], /tools\.json:\d+:\d+ [\s\S]*portcullis check/],
    [['explain'], /--tool/],
    [['explain', '--tool', 'x'], /--policy/],
    [['explain', '--policy', 'new.json', '--tool', 'x', '--args', '[]'], /--args/],
    [['explain', '--policy', 'new.json', '--tool', 'x', '--args', '@missing.json'], /cannot be read/],
    [['explain', '--policy', 'new.json', '--tool', 'x', '--label', 'wild'], /--label/],
    [['explain', '--policy', 'new.json', '--tool', 'x', '--seen', 'all'], /--seen/],
  ]
  it.each(wrong)('%j says what is wrong', async (words, said) => {
    const { error, out, code } = await run(words)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(error).toMatch(said)
  })

  it('holds arguments against the schema, and says where numbers are not exact', async () => {
    const asked = ['explain', '--policy', 'new.json', '--tool', 'create_refund', '--args']
    const tools = ['--tools', join(folder, 'tools.json')]
    expect((await run([...asked, '{"amount": "x"}', ...tools])).out).toMatch(
      /^REFUSED before any rule \(arguments_invalid\)/,
    )
    expect((await run([...asked, '{"amount": 1.00000000000000001}'])).out).toMatch(/^DENIED \(argument_invalid\)/)
    expect(JSON.parse((await run([...asked, '{"amount": 1}', '--format', 'json'])).out)).toMatchObject({
      decision: { effect: 'allow' },
    })
  })

  it('says where a label would matter', async () => {
    await writeFile(
      join(folder, 'classes.json'),
      '{ "version": "1", "default": "deny", "classes": { "read": {}, "destructive": { "action": "deny" } } }',
    )
    const asked = ['explain', '--policy', 'classes.json', '--tool', 'wipe']
    expect((await run(asked)).out).toMatch(/^DENIED [\s\S]*give --tools, or --label/)
    expect((await run([...asked, '--label', 'read/low'])).out).toMatch(/^ALLOWED by classes\.json/)
  })

  it('explains what holds for a grant of a configuration', async () => {
    const config = join(folder, 'portcullis.yaml')
    await writeFile(config, CONFIGURATION)
    const asked = [
      'explain',
      '-c',
      config,
      '--grant',
      'support',
      '--tool',
      'create_refund',
      '--args',
      '{"amount": 700}',
    ]
    const { out, error } = await run([...asked, '--server', 'shop'])
    expect(error).toBe('')
    expect(out).toMatch(/^ASKED ABOUT by new\.json:11:9 \/tools\/create_refund\/approve_if\/0/)
    expect(await run([...asked, '--server', 'mail'])).toMatchObject({ code: 2 })
    expect(await run(asked)).toMatchObject({ code: 2 })
  })

  it('tells what the log holds of a decision, and what it does not', async () => {
    const log = join(folder, 'decisions.jsonl')
    const head = { v: LINE_VERSION, at: '2026-03-10T14:00:00.000Z', id: 'd1' }
    const decision = {
      ...head,
      type: 'decision',
      grant: 'support',
      server: 'shop',
      method: 'tools/call',
      tool: 'create_refund',
      effect: 'deny',
      code: 'policy_denied',
      rule: '/tools/create_refund/require/0',
      policy: 'shop',
      args: { amount: {} },
      count: 1,
      micros: 10,
    }
    await writeFile(log, `${JSON.stringify(decision)}\n`)
    const { out, code } = await run(['explain', '--decision', 'd1', '--log', log])
    expect(code).toBe(0)
    expect(out).toMatch(/by +\/tools\/create_refund\/require\/0 of shop\narguments +amount\n/)
    expect(out).toContain('What the log cannot tell:')
    expect(await run(['explain', '--decision', 'd2', '--log', log])).toMatchObject({ code: 2, out: '' })
  })
})

const CONFIGURATION = `servers:
  shop:
    url: http://127.0.0.1:4999/mcp
policies:
  support:
    file: new.json
grants:
  - id: support
    label: support
    owner: ana
    token_sha256: ${'ab'.repeat(32)}
    servers:
      shop: support
`
