/** What the gateway tells a control plane, and how it goes on without one. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import {
  feedOrganisation,
  feedPolicy,
  feedServer,
  part,
  whole,
} from '../packages/server/src/store/feed/sample.contract.ts'
import { type FedGateway, startFed } from './fed-gateway.ts'
import { ask, codeOf, modernCall } from './messages.ts'
import { startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function open(settings: Readonly<Record<string, unknown>> = {}): Promise<FedGateway> {
  const upstream = await startUpstream({ tools: ['pay'] })
  opened.push(upstream)
  const gateway = await startFed({ url: upstream.url, settings })
  opened.push(gateway)
  return gateway
}

describe('the line to a control plane', () => {
  it('tells which grants were used, all at once, and at most once a second', async () => {
    const gateway = await open()
    const token = mintToken()
    const tokens = [{ digest: digestToken(token), expires: undefined, audience: undefined }]
    gateway.feed(part({ grants: [{ ...gateway.grant, id: 'gr_2', tokens }] }))
    const started = Date.now()
    for (let i = 0; i < 20; i++) {
      await ask(gateway.at(), modernCall('pay'))
      await ask(gateway.at('shop', token), modernCall('pay'))
    }
    const used = () => gateway.saidOf('used').flatMap(({ grants }) => grants)
    await until(() => new Set(used().map(({ grant }) => grant)).size === 2)
    expect(new Set(used().map(({ grant }) => grant))).toEqual(new Set(['gr_1', 'gr_2']))
    expect(used().every(({ at }) => at >= started && at <= Date.now())).toBe(true)
    await sleep(1100)
    const count = gateway.saidOf('used').length
    expect(count).toBeLessThanOrEqual((Date.now() - started) / 1000)
    await sleep(1100)
    expect(gateway.saidOf('used')).toHaveLength(count)
  })

  it('goes on with what it was told last', async () => {
    const gateway = await open()
    gateway.line.detach()
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    expect(gateway.said.filter(({ kind }) => !['in_force', 'approval'].includes(kind))).toEqual([])
    const again: string[] = []
    gateway.line.attach(({ kind }) => again.push(kind))
    gateway.feed(
      whole({
        organisations: [feedOrganisation('org_a')],
        servers: [gateway.server],
        policies: [feedPolicy('pol_open', { default: 'deny' }, { version: '2' })],
        grants: [gateway.grant],
      }),
    )
    expect(again.filter((kind) => kind !== 'approval')).toEqual(['tools', 'reached', 'in_force'])
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBe('policy_denied')
  })

  it('says what cannot be used, and lets everything else go on', async () => {
    const gateway = await open()
    const odd = feedServer('srv_odd', { transport: { kind: 'http', url: 'no url', headers: {} } })
    gateway.feed(part({ servers: [odd], policies: [feedPolicy('pol_odd', { tools: 7 })] }))
    expect(gateway.told).toHaveLength(2)
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    expect(gateway.saidOf('in_force')).toHaveLength(2)
  })

  it('holds beside the grants of the file', async () => {
    const token = mintToken()
    const grant = { id: 'of-file', owner: 'me', token_sha256: digestToken(token), servers: { files: 'files' } }
    const upstream = await startUpstream({ tools: ['read'] })
    opened.push(upstream)
    const gateway = await open({
      servers: { files: { url: upstream.url } },
      policies: { files: { version: '1', default: 'allow' } },
      grants: [grant],
    })
    expect(codeOf(await ask(gateway.at('files', token), modernCall('read')))).toBeUndefined()
    expect(codeOf(await ask(gateway.at(), modernCall('pay')))).toBeUndefined()
    await sleep(1100)
    // What the file keeps is none of the control plane's concern.
    expect(gateway.saidOf('used').flatMap(({ grants }) => grants.map((one) => one.grant))).toEqual(['gr_1'])
    expect(gateway.saidOf('tools').map(({ server }) => server)).toEqual(['srv_shop'])
    expect(gateway.saidOf('reached').map(({ server }) => server)).toEqual(['srv_shop'])
  })
})
