/** The end of a gateway, as those see it who spread calls, who wait for an answer, and who listen. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { modernCall, modernRequest } from '../messages.ts'
import { answerJson, TOOL_RESULT } from '../scripted-upstream.ts'
import { until } from '../until.ts'
import { type Operated, page, startOperated } from './operated.ts'

/** A gateway with a call that waits for its server. */
async function withCallInFlight(operations: object) {
  const waiting: { id: unknown; answer: ServerResponse }[] = []
  const scripts = {
    wait: ({ message }: { message: { id?: unknown } }, answer: ServerResponse) =>
      void waiting.push({ id: message.id, answer }),
  }
  const house: Operated = await startOperated({ operations, upstream: { scripts } })
  const call = house.post(modernCall('wait'))
  await until(() => waiting.length === 1)
  const finish = (): void => {
    for (const { id, answer } of waiting) answerJson(answer, id, TOOL_RESULT)
  }
  return { house, call, finish }
}

it('[operations.stop] it is not ready at once, takes calls while it drains, and finishes those in flight', async () => {
  const { house, call, finish } = await withCallInFlight({ stop: { drain: '1s', grace: '30s' } })
  const { child, origin, admin } = house.process
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await until(async () => (await page(`${origin}/readyz`)).status === 503)
  expect((await page(`${admin}/readyz`)).text).toContain('stopping')
  expect(await (await house.post(modernCall('buy'))).text()).toContain('done')
  // Nobody comes in any more; whoever is in still gets the answer.
  await until(() =>
    fetch(`${origin}/healthz`).then(
      () => false,
      () => true,
    ),
  )
  finish()
  expect(await (await call).text()).toContain('done')
  expect((await exit)[0]).toBe(0)
  await house.close()
})

it('[operations.stop-bound] [operations.messages] what does not end is ended, streams are told why, and the operator in JSON', async () => {
  const { house, call } = await withCallInFlight({
    ...{ stop: { drain: '0ms', grace: '200ms' }, messages: { format: 'json' } },
  })
  house.upstream.script('subscriptions/listen', ({ message }, answer) => {
    const acknowledged = {
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': message.id } },
    }
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${JSON.stringify(acknowledged)}\n\n`)
  })
  const stream = await house.post(
    modernRequest(9, 'subscriptions/listen', { notifications: { toolsListChanged: true } }),
  )
  expect(stream.headers.get('content-type')).toContain('event-stream')
  const exit = once(house.process.child, 'exit')
  const failed = call.then(
    (answer) => answer.text().then((text) => text),
    () => 'cut',
  )
  house.process.child.kill('SIGTERM')
  expect(await stream.text()).toContain('The gateway is stopping')
  expect((await exit)[0]).toBe(0)
  expect(await failed).not.toContain('done')
  const lines = house.process
    .printed()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ level }) => level)).toEqual(lines.map(() => 'info'))
  expect(lines.map(({ message }) => message)).toContainEqual(expect.stringContaining('Stopping'))
  for (const { at } of lines) expect(new Date(at).toISOString()).toBe(at)
  await house.close()
})
