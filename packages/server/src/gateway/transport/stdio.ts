/** The stdio listener: one client on this process's stdin and stdout, one message a line. */
import type { Readable, Writable } from 'node:stream'
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import { receive } from '../gateway.ts'
import { listenOnChannel } from '../session/session-requests.ts'
import type { ChannelClient } from '../turn.ts'
import { asLine, LineSplitter } from '../upstream/line.ts'
import { ChannelDownstream, ChannelMembers, type ClientChannel } from './channel-downstream.ts'

/** The streams of the process, or those of a test. */
export interface StdioStreams {
  readonly input: Readable
  readonly output: Writable
}

export interface StdioSettings {
  /** The grant and server that this client is; from the configuration, as there is no token. */
  identify(): Caller | CallerRefusal
  readonly maxMessageBytes: number
}

/** A client that is being served. */
export interface StdioClient {
  /** Resolves when its input has ended. */
  readonly ended: Promise<void>
  /** Its session was opened, and its server is gone. */
  readonly sessionOver: boolean
}

/** Serves the client until its input ends. */
export function serveStdio(env: Environment, streams: StdioStreams, settings: StdioSettings): StdioClient {
  const channel = lineChannel(streams.output)
  const caller = settings.identify()
  if (typeof caller === 'string') throw new Error(`The configuration names no caller for stdio: ${caller}.`)
  const client: ChannelClient = {
    session: undefined,
    onInitialized: () => listenOnChannel(env, { caller, address: undefined }, client, new ChannelDownstream(channel)),
  }
  const onLine = (bytes: Buffer): void => {
    if (bytes.length === 0) return
    void receive(env, {
      caller,
      identifyAgain: settings.identify,
      bytes,
      head: undefined,
      sessionId: undefined,
      channel: client,
      address: undefined,
      down: new ChannelDownstream(channel),
    })
  }
  const ended = new Promise<void>((resolve) => {
    const lines = new LineSplitter(settings.maxMessageBytes)
    streams.input.on('data', (chunk: Buffer) => {
      if (lines.push(chunk, onLine)) return
      env.diagnose(`The client sent a line of more than ${settings.maxMessageBytes} bytes, so its input was closed.`)
      streams.input.destroy()
      resolve()
    })
    streams.input.once('close', resolve)
    streams.input.once('end', resolve)
    streams.input.once('error', () => resolve())
  })
  return {
    ended,
    get sessionOver() {
      return client.session?.link.dead === true
    },
  }
}

function lineChannel(output: Writable): ClientChannel {
  const state = { open: true }
  const members = new ChannelMembers()
  output.once('close', () => {
    state.open = false
    members.closed()
  })
  output.on('drain', () => members.drained())
  output.on('error', () => {
    state.open = false
  })
  return {
    get open() {
      return state.open
    },
    send(message) {
      if (!state.open) return true
      return output.write(asLine(message))
    },
    members,
  }
}
