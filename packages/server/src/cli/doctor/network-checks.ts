/** Checks of what is reached: the control plane, and the servers behind the gateway. */
import { connect } from 'node:net'
import { openSession } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'
import { type Check, type Checkup, fine, odd, type Patient, unknown, wrong } from './checkup.ts'

/** Milliseconds for an answer. */
const PATIENCE = 3000

/** Whether the control plane answers, and what it says of servers. */
export const checkControl: Check = async ({ path, configuration, answers }) => {
  if (configuration === undefined) return []
  if (configuration.settings.listen.admin === undefined)
    return [unknown('control', 'There is no control plane: `listen.admin` is off')]
  if (!answers)
    return [
      unknown('control', 'No control plane answers on this data folder', 'Start the gateway with portcullis start.'),
    ]
  try {
    const session = await openSession({ config: path }, PATIENCE)
    const { body } = await session.ask('servers.list', {
      params: { organisation: session.organisation },
      query: { limit: 200 },
    })
    const lost = body.items.filter(({ health }) => health !== null && health.problem !== null)
    return [
      fine('control', `The control plane answers at ${session.origin}`),
      ...lost.map(({ slug, health }) =>
        odd('servers', `${slug} was not reached: ${health?.problem ?? ''}`, `See portcullis server probe ${slug}.`),
      ),
    ]
  } catch (error) {
    return [
      wrong(
        'control',
        `The control plane does not answer as it should: ${error instanceof Stop ? error.message : String(error)}`,
        'See what the gateway printed.',
      ),
    ]
  }
}

/** Whether servers of the file take connections. */
export const checkServers: Check = async ({ configuration }) => {
  const found = (configuration?.servers ?? []).map(async ({ slug, transport }): Promise<Checkup> => {
    if (transport.kind === 'stdio') return unknown('servers', `${slug} is a program: it is started with the first call`)
    const { hostname, port, protocol } = transport.url
    const code = await reach(hostname.replaceAll(/[[\]]/g, ''), Number(port) || (protocol === 'https:' ? 443 : 80))
    return code === undefined
      ? fine('servers', `${slug} takes connections`)
      : odd('servers', `${slug} takes no connection: ${code}.`, 'See that it runs, and that its address is right.')
  })
  return Promise.all(found)
}

function reach(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE })
    const end = (code?: string): void => {
      socket.destroy()
      resolve(code)
    }
    socket.once('connect', () => end())
    socket.once('timeout', () => end('it did not answer in 3 s'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

/** Whether a control plane of this configuration answers. */
export async function controlAnswers({ path }: Pick<Patient, 'path'>): Promise<boolean> {
  try {
    const session = await openSession({ config: path }, PATIENCE)
    return (await session.try('organisations.list', { query: { limit: 1 } })).ok
  } catch {
    return false
  }
}
