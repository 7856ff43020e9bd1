/** Takes a backup of the control plane's database, while it is in use. */

import { once } from 'node:events'
import { createWriteStream, existsSync, rmSync, statSync } from 'node:fs'
import type { Instant } from '@portcullis/engine'
import { errorText } from '../../sqlite/database.ts'
import { type DatabasePlace, openSql } from '../open.ts'
import { dump } from './dump.ts'
import { checkDump } from './read-dump.ts'
import { copySqlite, syncFile } from './sqlite-file.ts'

/** What was taken. */
export interface BackUp {
  readonly outcome: 'done'
  readonly bytes: number
}

/** Nothing was taken; the sentence says why. */
export interface NoBackUp {
  readonly outcome: 'refused'
  readonly problem: string
}

const refused = (problem: string): NoBackUp => ({ outcome: 'refused', problem })

/** Writes the backup into a new file that only this user may read. Never throws. */
export async function backUp(place: DatabasePlace, to: string, at: Instant): Promise<BackUp | NoBackUp> {
  if (existsSync(to)) return refused(`There is a file ${to} already. Name another one.`)
  try {
    const problem = await (place.kind === 'sqlite' ? copyFile(place.path, to) : dumpTo(place, to, at))
    return problem === undefined ? { outcome: 'done', bytes: statSync(to).size } : refused(problem)
  } catch (error) {
    rmSync(to, { force: true })
    return refused(`The backup could not be written to ${to}: ${errorText(error)}.`)
  }
}

async function copyFile(from: string, to: string): Promise<string | undefined> {
  if (!existsSync(from)) return `There is no database ${from}: the control plane has not run yet.`
  return copySqlite(from, to)
}

async function dumpTo(place: DatabasePlace, to: string, at: Instant): Promise<string | undefined> {
  const opened = await openSql(place)
  if (opened.outcome === 'refused') return opened.problem
  try {
    const file = createWriteStream(to, { flags: 'wx', mode: 0o600 })
    const failed = new Promise<never>((_, reject) => file.once('error', reject))
    await Promise.race([
      failed,
      dump(opened.db, at, async (line) => {
        if (!file.write(line)) await once(file, 'drain')
      }),
    ])
    file.end()
    await Promise.race([failed, once(file, 'close')])
    syncFile(to)
    const checked = await checkDump(to)
    return typeof checked === 'string' ? checked : undefined
  } finally {
    await opened.close()
  }
}
