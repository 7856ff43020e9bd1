/** Whoever reads: every list, every export, the streams of events, what webhooks are sent, and a backup. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EXPORT_FORM_NAMES } from '../../packages/server/src/control/audit/export/forms.ts'
import { ROUTES } from '../../packages/server/src/control/routes/index.ts'
import { good } from '../control-process.ts'
import { PORTCULLIS } from '../gateway-process.ts'
import { until } from '../until.ts'
import { type House, organisation } from './house.ts'
import type { Source } from './traces.ts'

const params = { organisation }
const api = (path: string): string => `/api/v1${path.replace('{organisation}', organisation)}`
const isStream = (path: string): boolean => path.endsWith('/events')

/** Listens to whatever is told from now on, and to what webhooks are sent. @returns ends it */
export async function listen({ ada, running, hook }: House): Promise<() => void> {
  const asking = ['approval.pending', 'approval.expiring', 'approval.decided'] as const
  const events = ['change', 'kill', 'drift', 'refusal', 'limit_warning', ...asking] as const
  const inWords = { label: 'words', url: hook, form: 'slack' as const, events: [...asking] }
  for (const body of [{ label: 'hook', url: hook, events: [...events] }, inWords])
    await good(ada.client.call('webhooks.create', { params, body }))
  const leaving = new AbortController()
  const streams = ROUTES.filter(({ method, path }) => method === 'GET' && isStream(path))
  await Promise.all(
    streams.map(({ path }) => fetch(`${running.admin}${api(path)}`, { headers: ada.headers, signal: leaving.signal })),
  )
  return () => leaving.abort()
}

/** Reads all of it. @returns what the commands printed */
export async function readersWalk(house: House): Promise<readonly Source[]> {
  const { ada, running, delivered } = house
  const decided = async () => (await good(ada.client.call('audit.decisions.list', { params, query: {} }))).items
  await until(async () => (await decided()).some(({ code }) => code === 'policy_denied'))
  const isDelivered = (what: string): boolean => delivered.some(({ text }) => text.includes(what))
  await until(() => isDelivered('policy_denied') && isDelivered('grant.rotate'))
  const plain = ROUTES.filter(
    ({ method, path }) => method === 'GET' && !isStream(path) && !api(path).includes('{') && !path.endsWith('/export'),
  ).map(({ path }) => api(path))
  const exported = ['decisions', 'changes'].flatMap((what) =>
    EXPORT_FORM_NAMES.map((form) => `${api('/organisations/{organisation}')}/audit/${what}/export?form=${form}`),
  )
  const known = await Promise.all(
    (await decided())
      .slice(0, 20)
      .map(({ id }) =>
        ['', '/facts'].map((part) => `${api('/organisations/{organisation}')}/audit/decisions/${id}${part}`),
      ),
  )
  for (const path of [...plain, ...exported, ...known.flat()]) {
    const answer = await fetch(`${running.admin}${path}`, { headers: ada.headers })
    await answer.arrayBuffer()
    if (answer.status >= 500) throw new Error(`${path}: ${answer.status}`)
  }
  return Promise.all([
    printedBy(house, ['backup', join(running.folder, 'backup.db')]),
    printedBy(house, ['audit', 'export', '--of', 'changes']),
    printedBy(house, ['log']),
  ])
}

async function printedBy({ running }: House, command: readonly string[]): Promise<Source> {
  const config = join(running.folder, 'portcullis.yaml')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PORTCULLIS, ...command, '-c', config])
  return { where: `what \`${command[0]}\` printed`, text: Buffer.from(stdout + stderr).toString('latin1') }
}
