/** A gateway with its control plane before one scripted server, as whoever operates it sees both. */
import { digestToken, mintToken } from '../../packages/server/src/crypto/token.ts'
import { type ControlledProcess, startControlled } from '../control-process.ts'
import { PORTCULLIS } from '../gateway-process.ts'
import type { Posting } from '../messages.ts'
import { type ScriptedUpstream, startUpstream, type UpstreamWish } from '../scripted-upstream.ts'

export interface Operated {
  readonly process: ControlledProcess
  readonly upstream: ScriptedUpstream
  /** Posts a message to the server `shop`. */
  post(posting: Posting, headers?: Readonly<Record<string, string>>): Promise<Response>
  close(): Promise<void>
}

/** What it is started with. */
export interface OperatedWish {
  readonly upstream?: UpstreamWish
  readonly operations?: object
  readonly policy?: object
  readonly environment?: Readonly<Record<string, string>>
}

const POLICY = { version: '1', tools: { buy: {}, wait: {} }, default: 'deny' }

/** Starts both. */
export async function startOperated({
  upstream: wish,
  operations,
  policy,
  environment,
}: OperatedWish): Promise<Operated> {
  const upstream = await startUpstream({ tools: ['buy', 'wait', 'sell'], ...wish })
  const token = mintToken()
  const settings = {
    servers: { shop: { url: upstream.url } },
    policies: { policy: { ...POLICY, ...policy } },
    grants: [{ id: 'test', owner: 'tester', token_sha256: digestToken(token), servers: { shop: 'policy' } }],
    ...(operations !== undefined && { operations }),
  }
  const process = await startControlled(settings, PORTCULLIS, environment)
  return {
    process,
    upstream,
    post: ({ headers, body }, more = {}) =>
      fetch(`${process.origin}/mcp/shop`, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${token}`, ...more },
        body,
      }),
    async close() {
      await process.close()
      await upstream.close()
    },
  }
}

/** A page as text. */
export async function page(url: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, { headers })
  return { status: response.status, text: await response.text() }
}

/** A scrape: values by name and labels, as Prometheus reads its text format (version 0.0.4). */
export function readScrape(text: string): ReadonlyMap<string, number> {
  const series = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [, name, value] = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$/.exec(line) ?? []
    if (name === undefined) throw new Error(`This is no line of a scrape: ${line}`)
    series.set(name, Number(value))
  }
  return series
}
