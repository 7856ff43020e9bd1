import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAccounts } from '../account/accounts.ts'
import type { Mail } from '../account/mailer.ts'
import { deliverDue } from '../audit/webhook/deliver.ts'
import { testServerParts } from '../server/test-server-parts.contract.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { createMailNotices, type MailNotices } from './mail-notices.ts'
import { queueNotices } from './notices.ts'
import { ask, askingOf, people } from './test-approvals.contract.ts'

const MINUTE = 60_000
const PATH = '/organisations/acme/approvals'

let receiver: Server
let received: { readonly path: string; readonly body: string; readonly signature: unknown }[]
let mails: Mail[]
let test: TestControl
let notices: MailNotices
let port: number
beforeEach(async () => {
  received = []
  mails = []
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ path: request.url ?? '', body, signature: request.headers['webhook-signature'] })
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  port = (receiver.address() as AddressInfo).port
  const mail = {
    async send(letter: Mail) {
      mails.push(letter)
      return undefined
    },
    close: async () => undefined,
  }
  test = await openTestControl({
    ...testServerParts({ allowed: [`127.0.0.1:${port}`] }),
    accounts: createAccounts({ mail }),
  })
  notices = createMailNotices(test.control)
})
afterEach(async () => {
  await test.close()
  await new Promise((resolve) => receiver.close(resolve))
})

async function turn(): Promise<void> {
  await notices.tell(await queueNotices(test.control))
  // An address gets one after the other.
  for (let round = 0; round < 4; round++) await deliverDue(test.control)
}
const addWebhook = (form: string, path: string) =>
  test.call('POST /organisations/acme/webhooks', {
    body: {
      ...{ label: form, form, url: `http://127.0.0.1:${port}${path}` },
      events: ['approval.pending', 'approval.expiring', 'approval.decided'],
    },
  })

it('[approval.channels] are told when something waits, before it ends, and how it ended: once each, and no argument', async () => {
  await people(test, [
    ['acc_ana', 'approver'],
    ['acc_viewer', 'viewer'],
  ])
  expect((await addWebhook('signed', '/signed')).body.secret).toMatch(/^whsec_/)
  const slack = await addWebhook('slack', '/secret/T0/B0')
  expect(slack.body).toMatchObject({ url: `http://127.0.0.1:${port}/…` })
  expect(slack.body.secret).toBeUndefined()
  const grant = { id: 'grt_1', label: '<!channel> *Claude*', owner: 'acc_viewer' }
  const { id } = await ask(test.control, askingOf('b1', { grant }))
  for (const passed of [0, 0, 26, 0, 5, 0]) {
    test.pass(passed * MINUTE)
    await turn()
  }
  const signed = received.filter(({ path }) => path === '/signed')
  expect(signed.flatMap(({ body }) => JSON.parse(body).events.map(({ type }: { type: string }) => type))).toEqual([
    'approval.pending',
    'approval.expiring',
    'approval.decided',
  ])
  expect(signed.every(({ signature }) => typeof signature === 'string')).toBe(true)
  const words = received.filter(({ path }) => path === '/secret/T0/B0').map(({ body }) => JSON.parse(body).text)
  expect(words[0]).toMatch(
    new RegExp(`^A call waits for a person: \\*pay\\* on \\*bank\\*.*<http://127.0.0.1:4101/approvals/${id}#by=`),
  )
  expect(words.join()).not.toContain('<!channel>')
  expect(words[2]).toContain('is expired')
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    ['acc_ana@example.com', 'A call waits for your answer'],
    ['acc_ana@example.com', 'A call waits for your answer'],
  ])
  expect(mails[0]?.text).toContain('#by=')
  expect(JSON.stringify([received, mails])).not.toMatch(/Ben|250|rent/)
  // The address is a secret: nothing that is shown or stored in clear holds it.
  const stored = await test.control.db.selectFrom('webhooks').selectAll().execute()
  const told = await test.control.db.selectFrom('changes').selectAll().execute()
  expect(JSON.stringify([stored, told])).not.toContain('/secret/T0')
})

it('send a person one mail a minute, whatever waits', async () => {
  await people(test, [['acc_ana', 'approver']])
  for (const binding of ['b1', 'b2', 'b3']) {
    await ask(test.control, askingOf(binding))
    await turn()
  }
  expect(mails).toHaveLength(1)
  test.pass(MINUTE)
  await turn()
  expect(mails.map(({ subject }) => subject)).toEqual(['A call waits for your answer', '2 calls wait for your answer'])
  await test.call('PUT /organisations/acme/settings', { body: { approval_mail: false } })
  test.pass(2 * MINUTE)
  await ask(test.control, askingOf('b4'))
  await turn()
  expect(mails).toHaveLength(2)
})

it('tell those who answer in somebody’s stead as well', async () => {
  const [ana] = await people(test, [
    ['acc_ana', 'approver'],
    ['acc_viewer', 'viewer'],
  ])
  const until = test.control.clock.now() + MINUTE
  const body = { to: 'acc_viewer', until }
  expect((await test.call('POST /organisations/acme/approval-delegations', { as: ana!, body })).status).toBe(201)
  await ask(test.control, askingOf('b1'))
  await turn()
  expect(mails.map(({ to }) => to).sort()).toEqual(['acc_ana@example.com', 'acc_viewer@example.com'])
})

it('tell nothing of what was answered before they could', async () => {
  const [ana] = await people(test, [['acc_ana', 'approver']])
  await addWebhook('signed', '/signed')
  const { id } = await ask(test.control, askingOf('b1'))
  const { seen } = (await test.call(`GET ${PATH}/${id}`, { as: ana! })).body
  await test.call(`POST ${PATH}/${id}/approve`, { as: ana!, body: { seen } })
  await turn()
  expect([received, mails]).toEqual([[], []])
  expect(
    (
      await test.call('POST /organisations/acme/webhooks', {
        body: { label: 'x', form: 'slack', url: `http://127.0.0.1:${port}/x`, events: ['refusal'] },
      })
    ).status,
  ).toBe(422)
})
