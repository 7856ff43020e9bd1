/** Ports for programs that have to be told one. */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what systems give to those that ask for any: no other test gets it between the look and the use. */
const [LEAST, END] = [12_000, 32_000]

/** One on the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LEAST, END)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
