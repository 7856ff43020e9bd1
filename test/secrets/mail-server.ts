/** A mail server of one's own (RFC 5321): takes every mail, and keeps it. */
import { type AddressInfo, createServer } from 'node:net'
import type { Source } from './traces.ts'

/** What came to it. */
export interface MailServer {
  readonly port: number
  /** Whole conversations: heads and texts of mails, and to whom they went. */
  readonly mails: Source[]
  close(): void
}

const REPLIES: Readonly<Record<string, string>> = { DATA: '354 Go on', QUIT: '221 Bye' }

/** Listens on a free port. */
export async function startMailServer(): Promise<MailServer> {
  const mails: { where: string; text: string }[] = []
  const server = createServer((socket) => {
    const heard = { where: 'a mail', text: '' }
    mails.push(heard)
    let isText = false
    let rest = ''
    socket.setEncoding('latin1').on('data', (piece: string) => {
      heard.text += piece
      const lines = (rest + piece).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isText && line !== '.') continue
        const word = line.slice(0, 4).toUpperCase()
        isText = !isText && word === 'DATA'
        socket.write(`${REPLIES[word] ?? '250 Fine'}\r\n`)
      }
    })
    socket.on('error', () => undefined)
    socket.write('220 Here\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, mails, close: () => void server.close() }
}
