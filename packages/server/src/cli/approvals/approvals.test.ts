import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '../../control/actor.ts'
import { ask, askingOf, people } from '../../control/approval/test-approvals.contract.ts'
import type { Running } from '../remote/command.ts'
import { openTestSession, type TestSession } from '../remote/test-session.contract.ts'
import { listApprovals } from './list.ts'
import { showApproval } from './show.ts'
import { watchApprovals } from './watch.ts'

let opened: TestSession
let printed: string
beforeEach(async () => {
  opened = await openTestSession()
  printed = ''
})
afterEach(() => opened.control.close())

const print = (text: string): void => {
  printed += text
}
const running = (): Running => ({
  session: opened.session('acme'),
  params: { organisation: 'acme' },
  show: (_, text) => print(text()),
  note: print,
  exit: () => undefined,
})

it('lists and shows what waits, with its page and without its arguments', async () => {
  const { control } = opened.control
  const grant = { id: 'grt_1', label: 'Claude\u001b[2J', owner: 'acc_ana' }
  const { id, page } = await ask(control, askingOf('b1', { grant }))
  await listApprovals(running(), { limit: 50, state: 'pending' })
  expect(printed).toMatch(new RegExp(`pending +bank +pay +low +Claude�\\[2J +\\S+ +${id}`))
  await showApproval(running(), id)
  expect(printed).toContain(page)
  expect(printed).toContain('Payments need a person. (pol_1 /tools/pay/approve_if/0)')
  expect(printed).not.toMatch(/Ben|250|\u001b/)
  await listApprovals(running(), { limit: 50, state: 'rejected' })
  expect(printed).toContain('There is nothing.')
})

it('watches: what waits already, what is asked, and how it is answered', async () => {
  const { control } = opened.control
  const [ana] = (await people(opened.control, [['acc_ana', 'approver']])) as readonly [Actor]
  const first = await ask(control, askingOf('b1'))
  const stop = new AbortController()
  const until = async (wanted: RegExp): Promise<void> => {
    while (!wanted.test(printed)) await new Promise((resolve) => setImmediate(resolve))
  }
  const session = opened.session('acme')
  // In one process nobody breaks the connection off: the reader does.
  const stream = async (path: string, signal: AbortSignal) => {
    const response = await session.stream(path, signal)
    return new Response(response.body?.pipeThrough(new TransformStream(), { signal }))
  }
  const watching = watchApprovals(
    { ...running(), session: { ...session, stream } },
    { options: {}, output: { out: print, error: print, exit: () => undefined }, stop: stop.signal },
  )
  await until(new RegExp(`pending  pay on bank.*${first.id}\n  http://127.0.0.1:4101/approvals/${first.id}`))
  opened.control.pass(1)
  const second = await ask(control, askingOf('b2'))
  await until(new RegExp(`pending .*${second.id}`))
  opened.control.pass(1)
  const path = `/organisations/acme/approvals/${second.id}` as const
  const { seen } = (await opened.control.call(`GET ${path}`, { as: ana })).body
  await opened.control.call(`POST ${path}/reject`, { as: ana, body: { seen, reason: 'No.' } })
  await until(new RegExp(`rejected .*${second.id}`))
  stop.abort()
  await watching
})
