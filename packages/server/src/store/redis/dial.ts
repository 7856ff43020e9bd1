/** One connection, to one server or to all of a cluster, as the rest of this folder needs it. */
import { createClient, createCluster, ErrorReply } from '@redis/client'
import type { RedisSettings } from './settings.ts'

/** A connection. It is not mended: once it is lost, another one is made. */
export interface Connection {
  /** @param key of the command, by which a cluster finds its node */
  send(key: string, args: readonly string[]): Promise<unknown>
  /** Asks every primary. */
  everywhere(args: readonly string[]): Promise<readonly unknown[]>
  /** Where the cluster is: URLs of its primaries. */
  readonly nodes: readonly string[]
  destroy(): void
}

/** Commands of one connection that wait to be written or answered. */
const MOST_COMMANDS = 4_096

/** Whether the store itself answered with an error: the connection is sound. */
export const isAnswer = (error: unknown): error is Error => error instanceof ErrorReply

/**
 * Connects. Rejects where it cannot.
 * @param lost hears that the connection is gone, perhaps more than once
 * @param nodes where the cluster was lately: the node that the settings name may be the one that is gone
 */
export function dial(
  settings: RedisSettings,
  lost: (cause: unknown) => void,
  nodes: readonly string[] = [],
): Promise<Connection> {
  return settings.cluster ? dialCluster(settings, lost, nodes) : dialServer(settings, lost)
}

/** Milliseconds for all that is said before a connection can be used. */
const connectPatience = ({ timeout }: RedisSettings): number => Math.max(timeout, 1_000)

/** What both kinds of client are told. */
const common = (settings: RedisSettings) =>
  ({
    disableClientInfo: true,
    maintNotifications: 'disabled',
    name: 'portcullis',
    disableOfflineQueue: true,
    commandsQueueMaxLength: MOST_COMMANDS,
    socket: { connectTimeout: connectPatience(settings), reconnectStrategy: false },
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

async function dialServer(settings: RedisSettings, lost: (cause: unknown) => void): Promise<Connection> {
  const client = createClient({ RESP: 2, ...placeOf(settings) })
  const destroy = await connected(client, settings, lost)
  return {
    send: (_key, args) => client.sendCommand(args),
    everywhere: async (args) => [await client.sendCommand(args)],
    nodes: [],
    destroy,
  }
}

async function dialCluster(
  settings: RedisSettings,
  lost: (cause: unknown) => void,
  nodes: readonly string[],
): Promise<Connection> {
  const { username, password, protocol } = new URL(settings.url)
  const { socket, ...rest } = common(settings)
  const client = createCluster({
    RESP: 2,
    rootNodes: [settings.url, ...nodes].map((url) => ({ url })),
    defaults: {
      ...rest,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket,
    },
  })
  client.on('node-error', lost)
  const destroy = await connected(client, settings, lost)
  return {
    send: (key, args) => client.sendCommand(key, false, [...args]),
    everywhere: (args) =>
      Promise.all(client.masters.map(async (master) => (await client.nodeClient(master)).sendCommand(args))),
    nodes: client.masters.map(({ address }) => `${protocol}//${address}`),
    destroy,
  }
}

/** What both kinds of client have. */
interface Client {
  readonly isOpen: boolean
  on(event: 'error', listener: (cause: unknown) => void): unknown
  connect(): Promise<unknown>
  destroy(): void
}

/** Connects a client, or gives it up in time: what accepts a connection need not answer on it. @returns ends it */
async function connected(client: Client, settings: RedisSettings, lost: (cause: unknown) => void): Promise<() => void> {
  client.on('error', lost)
  const destroy = (): void => {
    if (client.isOpen) client.destroy()
  }
  try {
    await inTime(client.connect(), connectPatience(settings))
    return destroy
  } catch (cause) {
    destroy()
    throw cause
  }
}

/** Parts in which patience is counted. */
const SLICES = 4

/**
 * What an answer is, or a rejection where it takes longer. Time in which this process itself stood still does not count:
 * a busy machine would else be taken for a store that is silent.
 * @param patience milliseconds
 */
export function inTime<T>(answer: Promise<T>, patience: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let left = SLICES
    let timer: NodeJS.Timeout | undefined
    const giveUp = (): void => reject(new Error(`no answer within ${patience} ms`))
    const wait = (): void => {
      // What has come by now is read before anything is given up.
      if (left-- > 0) timer = setTimeout(wait, patience / SLICES)
      else setImmediate(giveUp)
    }
    wait()
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
