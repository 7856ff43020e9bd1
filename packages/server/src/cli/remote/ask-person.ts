/** What is asked of whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Stop } from './stop.ts'

/** Whether there is somebody to ask. */
export const isAsked = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true

/** Asks yes or no; without a terminal there is nobody to say yes. @param otherwise what to do then */
export async function confirm(question: string, otherwise: string): Promise<boolean> {
  if (!isAsked()) throw new Stop(otherwise)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

/** Largest secret that is read. */
const MOST = 64 * 1024

/** A secret: typed without being shown, or all of standard input. Never an argument, which others can list. */
export async function readSecret(question: string): Promise<string> {
  const text = isAsked() ? await typed(question) : await piped()
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw new Stop('Nothing was given. Type it, or send it on standard input.')
  return secret
}

async function piped(): Promise<string> {
  let text = ''
  for await (const piece of process.stdin.setEncoding('utf8')) {
    text += piece
    if (text.length > MOST) throw new Stop('Standard input holds more than a secret.')
  }
  return text
}

async function typed(question: string): Promise<string> {
  process.stderr.write(`${question}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
