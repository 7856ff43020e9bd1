/** Folders as code, and the organisations that they are applied to, for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { referenceTo } from '../../config/environment.ts'
import { testServerParts } from '../../control/server/test-server-parts.contract.ts'
import type { Session } from '../remote/session.ts'
import { openTestSession } from '../remote/test-session.contract.ts'
import { filesOf } from './export.ts'
import { readFolder } from './folder.ts'
import { makePlan, type Plan, type PlanWish } from './plan.ts'
import { readPresent } from './there.ts'

/** Policies. */
export const READ_ONLY = '{\n  "version": "1",\n  "default": "deny",\n  "tools": { "read": {} }\n}\n'
export const EVERYTHING = '{ "version": "1", "default": "allow" }'
const TEMPLATES = [
  {
    name: 'files',
    description: 'Files',
    command: '/usr/bin/true',
    args: ['{folder}'],
    env: { KEY: '{key}' },
    parameters: {
      folder: { kind: 'text', description: 'A folder' },
      key: { kind: 'secret', description: 'A key' },
    },
  },
]

/** Files with something of everything. */
export const RICH: Readonly<Record<string, string>> = {
  'organisation.yaml': 'baseline: house\ndescriptions:\n  house: What holds for everybody\n',
  'policies/house.json': EVERYTHING,
  'policies/read-only.json': READ_ONLY,
  'servers/shop.yaml': `label: The shop\nurl: https://shop.example.com/mcp\nauthentication:\n  kind: headers\n  headers:\n    Authorization: Bearer ${referenceTo('SHOP_TOKEN')}\nlimits:\n  maxConnections: 3\nbaseline: read-only\n`,
  'servers/old.yaml': 'label: Old\nurl: https://old.example.com/sse\ntransport: sse\nnew_tools: follow\n',
  'servers/crm.yaml': `label: CRM\nurl: https://crm.example.com/mcp\nauthentication:\n  kind: oauth\n  identity: owner\n  client:\n    id: known\n    secret: ${referenceTo('file:secret.txt')}\n  scopes:\n    - read\nvetting:\n  labels:\n    delete_all:\n      category: destructive\n`,
  'grants/ci.yaml':
    'label: CI\nservers:\n  shop: read-only\n  crm:\n    policy: null\n    shadow: house\ntags:\n  team: growth\naddresses:\n  - 10.0.0.0/8\nexpires: 2027-01-31T00:00:00Z\n',
  'templates/everybody.yaml': 'label: Everybody\nservers:\n  shop: read-only\n',
  'pins/shop.json': `${JSON.stringify({ tools: [{ name: 'read', description: 'Reads an order.', inputSchema: {} }] }, null, 2)}\n`,
  'webhooks/siem.yaml': 'label: SIEM\nurl: https://siem.example.com\nevents:\n  - change\n  - kill\n',
  'webhooks/chat.yaml': `label: Chat\nurl: ${referenceTo('CHAT_URL')}\nevents:\n  - drift\nactive: false\n`,
}
const ENVIRONMENT = {
  SHOP_TOKEN: 'canary-token',
  SHOP_AUTHORIZATION: 'Bearer canary',
  CRM_CLIENT_SECRET: 'canary-secret',
  CHAT_URL: 'https://chat.example.com/services/canary-url',
  WEBHOOK_CHAT_URL: 'https://chat.example.com/services/canary-url',
}

/** Opens organisations, closed with the test. */
export async function open() {
  // biome-ignore lint/suspicious/noExplicitAny: a template of tests in its written form.
  const test = await openTestSession(testServerParts({ templates: TEMPLATES as any }))
  onTestFinished(() => test.control.close())
  return test
}

/** A folder of files, removed with the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-code-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) put(folder, path, text)
  return folder
}

/** Writes a file. */
export function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Plans. */
export const plan = (session: Session, folder: string, wish: Partial<PlanWish> = {}): Promise<Plan> =>
  makePlan(session, readFolder(folder), { prune: false, secrets: false, ...wish })

/** Makes what was planned; what it showed once. */
export async function make(session: Session, folder: string, { changes }: Plan): Promise<readonly string[]> {
  const tokens: string[] = []
  const world = { environment: ENVIRONMENT, folder }
  const params = { organisation: session.organisation }
  for (const change of changes)
    await change.make({ session, params, world, onToken: (_, token) => tokens.push(token), reason: '' })
  return tokens
}

/** Texts of the files of what is there, by their paths. */
export const exported = async (session: Session, known?: string) =>
  Object.fromEntries(filesOf(await readPresent(session), known === undefined ? undefined : readFolder(known)))
