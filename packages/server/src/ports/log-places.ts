/** Where decision logs are: that of the operator's file, and those of other organisations in a folder beside it. */
import { basename, dirname, join } from 'node:path'

/** The organisation of the operator's file. */
export const LOCAL = 'local'

/** The folder of the logs of all other organisations. @param path the log that the configuration names */
export const organisationLogFolder = (path: string): string => join(dirname(path), `${basename(path, '.jsonl')}.d`)

/** Where an organisation's log is. */
export function organisationLogPath(path: string, organisation: string): string {
  return organisation === LOCAL ? path : join(organisationLogFolder(path), `${organisation}.jsonl`)
}
