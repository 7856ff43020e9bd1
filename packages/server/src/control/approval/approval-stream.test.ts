import { expect, it } from 'vitest'
import { openTestControl, START } from '../test-control.contract.ts'
import { ask, askingOf, people } from './test-approvals.contract.ts'

it('tells of what another gateway wrote before, and committed after, something that was told; each once', async () => {
  const test = await openTestControl()
  const [ana] = await people(test, [['acc_ana', 'approver']])
  const late = await ask(test.control, askingOf('late'))
  test.pass(1000)
  const request = new Request('http://127.0.0.1:4101/api/v1/organisations/acme/approvals/events', {
    headers: test.enter(ana!),
  })
  const reader = (await test.fetch(request)).body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (wanted: string) => {
    while (!text.includes(wanted)) text += (await reader.read()).value ?? ''
  }
  await until('retry')
  test.pass(2000)
  const told = await ask(test.control, askingOf('told'))
  await until(told.id)
  await test.control.db
    .updateTable('approvals')
    .set({ moved: START + 1500 })
    .where('id', '=', late.id)
    .execute()
  test.control.events.tell({ organisation: 'acme' })
  await until(late.id)
  const last = await ask(test.control, askingOf('last'))
  await until(last.id)
  expect(text.match(/"id":"[^"]+"/g)).toEqual([told, late, last].map(({ id }) => `"id":"${id}"`))
  await reader.cancel()
  await test.close()
})
