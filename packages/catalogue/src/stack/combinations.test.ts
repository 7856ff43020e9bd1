/** Stacks as people have them, over the facts that ship: what is alarming is said, and what is not is left alone. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plain } from '../report/plain.ts'
import { assessStack } from './assess-stack.ts'
import { readClientConfig } from './client-config.ts'
import { openKnown } from './open-known.ts'
import { recogniseServer } from './recognise.ts'

const folder = resolve(import.meta.dirname, '../../data/facts')
const lines = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(resolve(folder, name), 'utf8').split('\n'))
const known = openKnown(lines, JSON.parse(readFileSync(resolve(folder, 'head.json'), 'utf8')))

/** Servers by what starts them. */
const LAUNCH: Readonly<Record<string, readonly string[]>> = {
  files: ['npx', '@modelcontextprotocol/server-filesystem@1'],
  fetch: ['uvx', 'mcp-server-fetch==1'],
  github: ['docker', 'run', 'ghcr.io/github/github-mcp-server:1'],
  postgres: ['npx', '@modelcontextprotocol/server-postgres@1'],
  slack: ['npx', '@modelcontextprotocol/server-slack@1'],
  playwright: ['npx', '@playwright/mcp@1'],
  notion: ['npx', '@notionhq/notion-mcp-server@1'],
  memory: ['npx', '@modelcontextprotocol/server-memory@1'],
  time: ['uvx', 'mcp-server-time==1'],
  thinking: ['npx', '@modelcontextprotocol/server-sequential-thinking@1'],
  stripe: ['npx', '@stripe/mcp@1'],
  brave: ['npx', '@modelcontextprotocol/server-brave-search@1'],
  commander: ['npx', '@wonderwhy-er/desktop-commander@1'],
  git: ['uvx', 'mcp-server-git==1'],
  maps: ['npx', '@modelcontextprotocol/server-google-maps@1'],
  docs: ['npx', '@upstash/context7-mcp@1'],
}

/** Servers by their slugs. */
const SLUG: Readonly<Record<string, string>> = {
  gmail: 'arcade-gmail',
  klaviyo: 'mattcoatsworth-klaviyo-mcp-server',
  obsidian: 'calclavia-mcp-obsidian',
}

function assess(names: string) {
  const members = names.split(' ').map((name) => {
    const [command, ...args] = LAUNCH[name] ?? ['x']
    const config = readClientConfig(JSON.stringify({ mcpServers: { [name]: { command, args } } }))
    const configured = config.ok ? config.servers[0]! : undefined
    const entry = SLUG[name] ? known.entry(SLUG[name]) : configured && recogniseServer(known, configured)?.entry
    expect([name, entry?.tools.length]).not.toEqual([name, entry === undefined ? undefined : 0])
    return { name, entry, configured }
  })
  return assessStack(members)
}

const TRIFECTA = 'Critical lethal-trifecta'
const LOSS = 'High destruction-on-a-strangers-word'

describe('a stack of', () => {
  it.each([
    ['files', []],
    ['obsidian', []],
    ['notion', []],
    ['slack', []],
    ['playwright', []],
    ['stripe', []],
    ['memory time thinking', []],
    ['maps time', []],
    ['files git docs', []],
    ['files fetch', [TRIFECTA]],
    ['obsidian fetch', [TRIFECTA]],
    ['files fetch github', [TRIFECTA, 'Critical secrets-and-a-way-out', LOSS]],
    ['postgres fetch', [TRIFECTA]],
    ['postgres gmail', [TRIFECTA]],
    ['playwright gmail', [TRIFECTA]],
    ['gmail', [TRIFECTA]],
    // Reviews are by strangers, profiles are people, and a webhook leads anywhere.
    ['klaviyo', [TRIFECTA, LOSS]],
    // Colleagues rather than strangers write there.
    ['postgres slack', ['High lethal-trifecta']],
    ['stripe brave', ['Critical money-on-a-strangers-word', LOSS]],
    ['fetch memory', [LOSS]],
    ['commander', ['High files-and-execution']],
    ['commander fetch', [TRIFECTA, 'Critical code-on-a-strangers-word', 'High files-and-execution']],
  ])('%s has what it has', (names, wanted) => {
    const found = assess(names).combinations.map(({ id, risk }) => `${risk} ${id}`)
    expect(found.toSorted()).toEqual([...wanted].sort())
  })

  it.each([
    ['files fetch', 'fetch on fetch', 'read_file on files', 'fetch on fetch'],
    ['postgres slack', 'slack_get_channel_history on slack', 'query on postgres', 'slack_post_message on slack'],
    ['playwright gmail', 'browser_navigate on playwright', 'Gmail_GetEmail on gmail', 'Gmail_ForwardEmail on gmail'],
    [
      'klaviyo files',
      'get_product_review on klaviyo',
      'read_file on files',
      'create_webhook on klaviyo: a webhook carries it',
    ],
  ])('%s: the path goes over the tools that are made for it', (names, ...steps) => {
    const path = assess(names)
      .combinations.find(({ id }) => id === 'lethal-trifecta')
      ?.path.map(plain)
    expect(path).toHaveLength(3)
    for (const [at, step] of steps.entries()) expect(path?.[at]).toContain(step)
  })
})
