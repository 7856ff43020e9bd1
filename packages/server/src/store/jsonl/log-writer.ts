/** By what the logs of a data folder are known where several gateways index theirs into one database. */
import { hash } from 'node:crypto'
import { hostname } from 'node:os'
import { folderId, readFolderId } from '../folder-id.ts'

/** A writer of logs. */
export interface LogWriter {
  /** 16 hexadecimal digits: the same after each start over one folder, another one over a new folder. */
  readonly id: string
  /** For people: the machine and the log. */
  readonly knownAs: string
}

/**
 * Who writes the logs of a data folder. A folder that was copied to another machine, or to another place, is another writer.
 * Throws where the folder cannot be read, or written when it is new.
 */
export const openLogWriter = (folder: string, log: string): LogWriter => writerOf(folderId(folder), log)

/** The same of a folder that is only read; undefined: nothing of it was ever indexed. */
export function readLogWriter(folder: string, log: string): LogWriter | undefined {
  const own = readFolderId(folder)
  return own === undefined ? undefined : writerOf(own, log)
}

function writerOf(folder: string, log: string): LogWriter {
  const host = hostname()
  const whole = JSON.stringify([folder, host, log])
  return { id: hash('sha256', whole, 'hex').slice(0, 16), knownAs: `${host}:${log}` }
}
