/** A first installation: the sample server, the policy that caps one of its tools, and one grant. */
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { digestToken, mintToken } from '../crypto/token.ts'
import { SAMPLE_SLUG, saveSample } from './sample.ts'

/** What a first installation tells its owner, once. */
export interface FirstRun {
  readonly token: string
  /** Lines to print; the token is in them and nowhere else. */
  welcome(origin: string): readonly string[]
}

/** Ports that are taken where nothing else has them. */
const PORTS = { gateway: 4100, admin: 4101, catalogue: 4102, sample: 4104 }

const POLICY = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "create_coupon_code": {
      "limits": [
        { "counter": "create_coupon_code_rate", "window": "minute", "max": 30, "scope": "grant" }
      ]
    }
  }
}
`

/** Writes the files of the installation into an empty folder. @param wished ports; 0 for any */
export async function firstRun(home: string, wished: typeof PORTS = PORTS): Promise<FirstRun> {
  const token = mintToken()
  const port = await freePort(wished.gateway)
  const adminPort = await freePort(wished.admin)
  const cataloguePort = await freePort(wished.catalogue)
  const samplePort = await freePort(wished.sample)
  await mkdir(join(home, 'policies'), { recursive: true, mode: 0o700 })
  await writeFile(join(home, 'policies', `${SAMPLE_SLUG}.json`), POLICY, { mode: 0o600, flag: 'wx' })
  await writeFile(
    join(home, 'portcullis.yaml'),
    configuration({ port, adminPort, cataloguePort, samplePort }, digestToken(token)),
    {
      mode: 0o600,
      flag: 'wx',
    },
  )
  await saveSample(home, samplePort)
  return { token, welcome: (origin) => welcome(`${origin}/mcp/${SAMPLE_SLUG}`, token) }
}

const configuration = (
  {
    port,
    adminPort,
    cataloguePort,
    samplePort,
  }: Readonly<Record<'port' | 'adminPort' | 'cataloguePort' | 'samplePort', number>>,
  digest: string,
): string => `# The configuration of this gateway. An edit holds from the next request on.
listen:
  mcp: "127.0.0.1:${port}"
  # Accounts, and servers, policies and grants that are made in the browser or by API. Write "off" for this file alone.
  admin: "127.0.0.1:${adminPort}"
  # What servers and their tools can do, and the rule to paste: pages, API and MCP endpoint. Write "off" to do without.
  catalogue: "127.0.0.1:${cataloguePort}"
data: state
servers:
  ${SAMPLE_SLUG}:
    # A sample server that \`portcullis start\` runs beside the gateway. Put your own servers here.
    url: http://127.0.0.1:${samplePort}/mcp
policies:
  ${SAMPLE_SLUG}:
    file: policies/${SAMPLE_SLUG}.json
grants:
  - id: first
    label: My first grant
    owner: me
    token_sha256: ${digest}
    servers:
      ${SAMPLE_SLUG}: ${SAMPLE_SLUG}
`

function welcome(url: string, token: string): readonly string[] {
  const snippet = {
    mcpServers: { [SAMPLE_SLUG]: { type: 'http', url, headers: { Authorization: `Bearer ${token}` } } },
  }
  return [
    '',
    'This is a first installation. It stands in front of a sample server, under a policy that allows one tool,',
    'create_coupon_code, 30 times a minute, and denies everything else.',
    '',
    'Its token is shown this once:',
    `  ${token}`,
    '',
    'A first call:',
    ...curl(url, token),
    '',
    'For an MCP client:',
    ...JSON.stringify(snippet, null, 2)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ]
}

/** One stateless call, as a client of MCP 2026-07-28 sends it. */
function curl(url: string, token: string): readonly string[] {
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'create_coupon_code',
      arguments: { coupon_id: 'WELCOME10', code: 'HELLO-1' },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '8' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  }
  return [
    `  curl -sS ${url} \\`,
    `    -H 'Authorization: Bearer ${token}' \\`,
    `    -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\`,
    `    -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' -H 'Mcp-Name: create_coupon_code' \\`,
    `    -d '${JSON.stringify(body)}'`,
  ]
}

/** The wished port, or any other where another program listens there. */
function freePort(wished: number): Promise<number> {
  const attempt = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const probe = createServer()
      probe.once('error', reject)
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address()
        const found = address === null || typeof address === 'string' ? port : address.port
        probe.close(() => resolve(found))
      })
    })
  return attempt(wished).catch(() => attempt(0))
}
