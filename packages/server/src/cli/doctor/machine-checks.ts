/** Checks of the machine: Node, disk, clock, ports. */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Address } from '../../config/field/address.ts'
import { systemClock } from '../../ports/clock.ts'
import { type Check, type Checkup, fine, odd, unknown, wrong } from './checkup.ts'

const LEAST_NODE = [20, 19] as const
const MEGABYTE = 1024 * 1024
const LITTLE = 1024 * MEGABYTE
const NOTHING = 100 * MEGABYTE
const MINUTE = 60_000

/** Whether this Node is new enough. */
export const checkNode: Check = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [least, lesser] = LEAST_NODE
  const text = `Node.js ${process.versions.node}`
  const isNew = major > least || (major === least && minor >= lesser)
  return [
    isNew
      ? fine('node', text)
      : wrong('node', `${text} is too old.`, `Install Node.js ${LEAST_NODE.join('.')} or later.`),
  ]
}

/** Whether there is room for the log and the database. */
export const checkDisk: Check = ({ configuration }) => {
  if (configuration === undefined) return []
  const folder = nearest(configuration.settings.dataFolder)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${Math.floor(free / MEGABYTE)} MiB are free for ${configuration.settings.dataFolder}`
  if (free < NOTHING)
    return [wrong('disk', `${text}.`, 'Free some room: when the log cannot be written, calls are refused.')]
  return [
    free < LITTLE
      ? odd('disk', `${text}.`, 'Free some room, or keep fewer files of the log (`log.keep`).')
      : fine('disk', text),
  ]
}

const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)))

/** Whether the clock went back behind what was written. */
export const checkClock: Check = ({ configuration }) => {
  const folder = configuration?.settings.dataFolder
  if (folder === undefined || !existsSync(folder)) return []
  const now = systemClock.now()
  const latest = Math.max(
    0,
    ...readdirSync(folder).map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  )
  const at = new Date(now).toISOString()
  if (latest <= now + MINUTE) return [fine('clock', `It is ${at}, later than everything that was written`)]
  const ahead = Math.round((latest - now) / MINUTE)
  return [
    wrong(
      'clock',
      `It is ${at}, and files of the data folder were written ${ahead} minutes after that.`,
      'Set the clock: windows of limits, expiries and the log go by it.',
    ),
  ]
}

/** Whether the addresses can be had, where no gateway has them. */
export const checkPorts: Check = async ({ configuration, answers }) => {
  if (configuration === undefined) return []
  const { mcp, admin, catalogue } = configuration.settings.listen
  const wanted = [
    ['listen.mcp', mcp],
    ['listen.admin', admin],
    ['listen.catalogue', catalogue],
  ] as const
  if (answers) return [fine('ports', 'The gateway runs and listens')]
  const found: Checkup[] = []
  for (const [name, address] of wanted)
    if (address !== undefined && address.port !== 0) found.push(await checkPort(name, address))
  return found
}

async function checkPort(name: string, { host, port }: Address): Promise<Checkup> {
  const place = `${name}, ${host}:${port},`
  const code = await listening(host, port)
  if (code === undefined) return fine('ports', `${place} is free`)
  if (code !== 'EADDRINUSE')
    return wrong('ports', `${place} cannot be had: the system says ${code}.`, `Write another address into \`${name}\`.`)
  return unknown(
    'ports',
    `${place} is in use: by the gateway, if it runs with this configuration.`,
    `If it does not, end the program that listens there, or write another address into \`${name}\`.`,
  )
}

function listening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
