/** A gate in a way to a server: open, shut (connections end, none is taken), or stuck (nothing passes, nobody is told). */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpGate {
  readonly port: number
  open(): void
  shut(): void
  stick(): void
  close(): Promise<void>
}

/** @param to where it leads */
export async function openGate(to: { readonly host: string; readonly port: number }): Promise<TcpGate> {
  let state: 'open' | 'shut' | 'stuck' = 'open'
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (state === 'shut') return void near.destroy()
    const far = connect(to.port, to.host)
    const pass = (from: Socket, into: Socket): void => {
      sockets.add(from)
      from.on('data', (bytes) => {
        if (state === 'open') into.write(bytes)
      })
      from.on('error', () => into.destroy())
      from.on('close', () => {
        sockets.delete(from)
        into.destroy()
      })
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    open() {
      // What was swallowed meanwhile would leave its connection out of step.
      if (state === 'stuck') end()
      state = 'open'
    },
    shut() {
      state = 'shut'
      end()
    },
    stick() {
      state = 'stuck'
    },
    async close() {
      end()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
