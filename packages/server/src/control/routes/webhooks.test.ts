import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import { BACKOFF, deliverDue, sweepDeliveries } from '../audit/webhook/deliver.ts'
import { queueChanges, queueDecisions } from '../audit/webhook/queue.ts'
import { sealWebhookUrls } from '../audit/webhook/seal-urls.ts'
import { testServerParts } from '../server/test-server-parts.contract.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let receiver: Server
let status: number
let received: Received[]
let test: TestControl
let url: string

beforeEach(async () => {
  status = 204
  received = []
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  url = `http://127.0.0.1:${port}/hook`
  test = await openTestControl(testServerParts({ allowed: [`127.0.0.1:${port}`] }))
})
afterEach(async () => {
  await test.close()
  await new Promise((resolve) => receiver.close(resolve))
})

const create = async (events: string[], to = url) =>
  test.call('POST /organisations/acme/webhooks', { body: { label: 'Ops', url: to, events } })
const change = () => test.call('PATCH /organisations/acme', { body: { label: `Acme ${Math.random()}` } })
async function turn(): Promise<void> {
  await queueChanges(test.control)
  await deliverDue(test.control)
}
const deliveries = async (id: string, query = '') =>
  (await test.call(`GET /organisations/acme/webhooks/${id}/deliveries${query}`)).body.items

const refusal = (code: string, more: Partial<DecisionTable> = {}): DecisionTable => ({
  ...{
    organisation: 'acme',
    id: 'd1',
    at: START,
    grant_id: 'grt_1',
    server: 'files',
    method: 'tools/call',
    tool: 'drop',
  },
  ...{ target: '', effect: 'deny', code, rule: '(default deny)', policy: 'pol_1', policy_version: '1', category: '' },
  ...{ risk: '', outcome: '', micros: 1, upstream_micros: 0, own_micros: 0, redacted: 0, withheld_by: '', warned: 0 },
  ...{ approval: null, approval_state: '', approval_narrowed: 0 },
  ...{ shadow: '', count: 3, line: '{"args":{"path":"DIGEST"}}' },
  ...more,
})

describe('webhooks', () => {
  it('tells of changes since there is an address, signed so that the receiver can judge it', async () => {
    await change()
    const { status: made, body } = await create(['change'])
    expect(made).toBe(201)
    await change()
    await turn()
    expect(received).toHaveLength(1)
    const [{ headers, body: text } = { headers: {}, body: '' }] = received
    const event = JSON.parse(text)
    expect(event.events.map(({ action }: { action: string }) => action)).toEqual(['organisation.edit'])
    expect(event).toMatchObject({ organisation: 'acme', more: 0, id: headers['webhook-id'] })
    const key = Buffer.from(body.secret.slice('whsec_'.length), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    await turn()
    expect(received).toHaveLength(1)
    expect(await deliveries(body.id)).toMatchObject([{ state: 'delivered', attempts: 1, status: 204 }])
  })

  it('shows its secret once, and keeps it sealed', async () => {
    const { body } = await create(['kill'])
    expect(body.secret).toMatch(/^whsec_/)
    const again = await test.call(`GET /organisations/acme/webhooks/${body.id}`)
    expect(JSON.stringify(again.body)).not.toContain('whsec_')
    const rows = await test.control.db.selectFrom('webhooks').selectAll().execute()
    expect(JSON.stringify([rows, test.told])).not.toContain(body.secret.slice(10, 30))
  })

  it('seals its address, and shows no more of it than its host', async () => {
    const secret = `${url}/T0/canary?key=canary`
    const { body } = await create(['change'], secret)
    const shown = `${new URL(url).origin}/…`
    expect(body.url).toBe(shown)
    const path = `/organisations/acme/webhooks/${body.id}` as const
    expect((await test.call(`GET ${path}`)).body.url).toBe(shown)
    await test.call(`PATCH ${path}`, { body: { label: 'Again' } })
    await change()
    await turn()
    expect(received).toHaveLength(1)
    await test.call(`PATCH ${path}`, { body: { url: `http://localhost:8123/canary` } })
    await change()
    await turn()
    const all = await deliveries(body.id)
    expect(all.map(({ failure }: { failure?: string }) => failure ?? '').join('')).toMatch(
      /^http:\/\/localhost:8123: .*no public address/,
    )
    const rows = await test.control.db.selectFrom('webhooks').selectAll().execute()
    expect(JSON.stringify([rows, all, test.told])).not.toContain('canary')
  })

  it('of an earlier version, whose address is in clear, is sealed at the start', async () => {
    const { body } = await create(['change'])
    const { db } = test.control
    const asBefore = { url: `${url}/canary`, sealed_url: null }
    await db.updateTable('webhooks').set(asBefore).where('id', '=', body.id).execute()
    await sealWebhookUrls(test.control)
    await sealWebhookUrls(test.control)
    expect(JSON.stringify(await db.selectFrom('webhooks').selectAll().execute())).not.toContain('canary')
    await change()
    await turn()
    expect(received).toHaveLength(1)
  })

  it('tells of refusals and warnings, but of no digest of an argument', async () => {
    await create(['refusal', 'limit_warning'])
    await queueDecisions(test.control, 'acme', [
      refusal('policy_denied'),
      refusal('', { id: 'd2', effect: 'allow', warned: 1 }),
      refusal('', { id: 'd3', effect: 'allow' }),
    ])
    await queueDecisions(test.control, 'globex', [refusal('other')])
    await deliverDue(test.control)
    expect(received).toHaveLength(1)
    const { events } = JSON.parse(received[0]?.body ?? '')
    expect(events).toMatchObject([
      { type: 'refusal', decision: 'd1', code: 'policy_denied', count: 3, tool: 'drop' },
      { type: 'limit_warning', decision: 'd2' },
    ])
    expect(received[0]?.body).not.toContain('DIGEST')
  })

  it('tries again, ever later, then shows it as dead, and sends it again when asked', async () => {
    const { body } = await create(['change'])
    status = 500
    await change()
    await queueChanges(test.control)
    await deliverDue(test.control)
    await deliverDue(test.control)
    expect(received).toHaveLength(1)
    for (const wait of BACKOFF) {
      test.pass(wait)
      await deliverDue(test.control)
    }
    expect(received).toHaveLength(BACKOFF.length + 1)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const [dead] = await deliveries(body.id, '?state=dead')
    expect(dead).toMatchObject({ attempts: BACKOFF.length + 1, status: 500, failure: 'It answered with HTTP 500.' })
    status = 200
    const path = `/organisations/acme/webhooks/${body.id}/deliveries/${dead.id}/send` as const
    expect((await test.call(`POST ${path}`)).status).toBe(202)
    await deliverDue(test.control)
    expect(await deliveries(body.id, '?state=dead')).toEqual([])
    test.pass(25 * 3_600_000)
    await sweepDeliveries(test.control)
    expect(await deliveries(body.id, '?state=delivered')).toEqual([])
  })

  it('refuses addresses that are nobody’s business, when they are named and when they are dialled', async () => {
    const refused = await create(['change'], 'http://127.0.0.1:1/')
    expect(refused.status).toBe(422)
    expect(refused.body.errors[0].field).toBe('/body/url')
    expect((await create(['change'], 'http://user:pw@example.com/')).status).toBe(422)
    expect((await create(['change'], 'file:///etc/passwd')).status).toBe(422)
    const { body } = await create(['change'], 'http://localhost:8123/')
    await change()
    await turn()
    const [{ failure, state }] = await deliveries(body.id)
    expect(state).toBe('waiting')
    expect(failure).toContain('no public address')
  })

  it('sends nothing where it is switched off, and forgets what waits where it is removed', async () => {
    const { body } = await create(['change'])
    await test.call(`PATCH /organisations/acme/webhooks/${body.id}`, { body: { active: false } })
    await change()
    await turn()
    expect(received).toEqual([])
    expect((await test.call(`DELETE /organisations/acme/webhooks/${body.id}`)).status).toBe(204)
    expect((await test.call(`GET /organisations/acme/webhooks/${body.id}`)).status).toBe(404)
  })

  it('is for admins alone', async () => {
    const { body } = await create(['change'])
    for (const role of ['viewer', 'policy_manager', 'auditor'] as const) {
      const seen = await test.call('GET /organisations/acme/webhooks', { as: test.actor(role) })
      expect(seen.status).toBe(403)
    }
    const other = test.actor('admin', 'globex')
    expect((await test.call(`GET /organisations/globex/webhooks/${body.id}`, { as: other })).status).toBe(404)
  })
})
