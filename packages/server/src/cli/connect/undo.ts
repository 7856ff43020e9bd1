/** What `connect` wrote is taken back. */
import { rmSync } from 'node:fs'
import { CLIENT_NAMES } from '@portcullis/catalogue'
import type { Client } from '../../ports/client-forms.ts'
import { Stop } from '../remote/stop.ts'
import { digestOf, readFileAt, replaceFile } from './client-file.ts'
import { entryIn, withFormerEntry } from './edit-file.ts'
import { readJournal, writeJournal } from './journal.ts'

/** What was taken back. */
export interface Undone {
  readonly done: 'undone'
  readonly path: string
  readonly text: string
}

/** Takes back what was written last for a client. What somebody else changed in the file meanwhile stays. Throws `Stop`. */
export function undo(client: Client, name: string | undefined): Undone {
  const all = readJournal()
  const last = all.findLast((one) => one.client === client && (name === undefined || one.name === name))
  if (last === undefined)
    throw new Stop(`Nothing was written for ${CLIENT_NAMES[client]}${name === undefined ? '' : ` under ${name}`}.`)
  const { path, backup, digest } = last
  const now = readFileAt(path)
  const former = backup === undefined ? undefined : readFileAt(backup)
  if (backup !== undefined && former === undefined)
    throw new Stop(`The backup ${backup} is gone. Take ${last.name} out of ${path} by hand.`)
  if (now !== undefined && digestOf(now) === digest) restore(path, former)
  else if (now !== undefined)
    replaceFile(path, withFormerEntry(now, last, former === undefined ? undefined : entryIn(former, last)))
  if (backup !== undefined) rmSync(backup, { force: true })
  writeJournal(all.filter((one) => one !== last))
  return { done: 'undone', path, text: `${path} says of ${last.name} what it said before.\n` }
}

function restore(path: string, former: string | undefined): void {
  if (former === undefined) rmSync(path)
  else replaceFile(path, former)
}
