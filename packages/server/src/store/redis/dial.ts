/** One connection, to one server or to all of a cluster, as the rest of this folder needs it. */
import { createClient, createCluster, ErrorReply } from '@redis/client'
import type { RedisSettings } from './settings.ts'

/** A connection. It is not mended: once it is lost, another one is made. */
export interface Connection {
  /** @param key of the command, by which a cluster finds its node */
  send(key: string, args: readonly string[]): Promise<unknown>
  /** Asks every primary. */
  everywhere(args: readonly string[]): Promise<readonly unknown[]>
  destroy(): void
}

/** Commands of one connection that wait to be written or answered. */
const MOST_COMMANDS = 4_096

/** Whether the store itself answered with an error: the connection is sound. */
export const isAnswer = (error: unknown): error is Error => error instanceof ErrorReply

/**
 * Connects. Rejects where it cannot.
 * @param lost hears, once, that the connection is gone
 */
export function dial(settings: RedisSettings, lost: (cause: Error) => void): Promise<Connection> {
  return settings.cluster ? dialCluster(settings, lost) : dialServer(settings, lost)
}

/** What both kinds of client are told. */
const common = ({ timeout }: RedisSettings) =>
  ({
    disableClientInfo: true,
    maintNotifications: 'disabled',
    name: 'portcullis',
    disableOfflineQueue: true,
    commandsQueueMaxLength: MOST_COMMANDS,
    socket: { connectTimeout: Math.max(timeout, 1_000), reconnectStrategy: false },
  }) as const

/** Where a server is: a URL, or the path of a socket. */
function placeOf(settings: RedisSettings) {
  const { socket, ...rest } = common(settings)
  if (!settings.url.startsWith('unix:')) return { ...rest, url: settings.url, socket }
  const { pathname, username, password } = new URL(settings.url)
  return {
    ...rest,
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    socket: { ...socket, path: decodeURIComponent(pathname), tls: false } as const,
  }
}

async function dialServer(settings: RedisSettings, lost: (cause: Error) => void): Promise<Connection> {
  const client = createClient({ RESP: 2, ...placeOf(settings) })
  const gone = once(lost)
  client.on('error', gone)
  const destroy = (): void => {
    if (client.isOpen) client.destroy()
  }
  try {
    await client.connect()
  } catch (cause) {
    destroy()
    throw cause
  }
  return {
    send: (_key, args) => client.sendCommand(args),
    everywhere: async (args) => [await client.sendCommand(args)],
    destroy,
  }
}

async function dialCluster(settings: RedisSettings, lost: (cause: Error) => void): Promise<Connection> {
  const { username, password, protocol } = new URL(settings.url)
  const { socket, ...rest } = common(settings)
  const client = createCluster({
    RESP: 2,
    rootNodes: [{ url: settings.url }],
    defaults: {
      ...rest,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket,
    },
  })
  const gone = once(lost)
  client.on('error', gone)
  client.on('node-error', gone)
  const destroy = (): void => {
    if (client.isOpen) client.destroy()
  }
  try {
    await client.connect()
  } catch (cause) {
    destroy()
    throw cause
  }
  return {
    send: (key, args) => client.sendCommand(key, false, [...args]),
    everywhere: (args) =>
      Promise.all(client.masters.map(async (master) => (await client.nodeClient(master)).sendCommand(args))),
    destroy,
  }
}

function once(listener: (cause: Error) => void): (cause: unknown) => void {
  let told = false
  return (cause) => {
    if (told) return
    told = true
    listener(cause instanceof Error ? cause : new Error(String(cause)))
  }
}
