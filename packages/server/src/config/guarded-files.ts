/** The files that govern the gateway, and that no server may be given. */
import { join } from 'node:path'
import { organisationLogFolder } from '../ports/log-places.ts'
import type { Draft } from './draft.ts'
import type { Guarded } from './exposure.ts'
import { keysOf } from './gateways.ts'
import type { ConfigurationFile } from './schema.ts'
import type { LogSection } from './section/log.ts'

/** Where the decision log is written. */
export function logFileOf(draft: Draft, data: string, log: LogSection): string {
  return log.file === undefined ? join(draft.absolute(data), 'decisions.jsonl') : draft.absolute(log.file)
}

/** Where checkpoints are anchored; undefined: in no file. */
export function anchorOf(draft: Draft, { audit }: ConfigurationFile): string | undefined {
  return audit.anchor === undefined ? undefined : draft.absolute(audit.anchor)
}

/** The configuration, every file that it names, the data folder and the log. */
export function guardedFiles(draft: Draft, file: ConfigurationFile): readonly Guarded[] {
  const tlsKey = file.tls === undefined ? undefined : draft.absolute(file.tls.key)
  const anchor = anchorOf(draft, file)
  const { installation, sealing } = keysOf(draft, file)
  const named = [...draft.set.files.keys()].filter((path) => path !== draft.set.main && path !== tlsKey)
  return [
    { path: draft.set.main, what: 'the configuration' },
    ...(tlsKey === undefined ? [] : [{ path: tlsKey, what: 'the TLS key' }]),
    ...named.map((path) => ({ path, what: 'a file of the configuration' })),
    { path: draft.absolute(file.data), what: 'the data folder' },
    ...(file.keys.installation === undefined ? [] : [{ path: installation, what: 'the key of the installation' }]),
    ...(file.keys.sealing === undefined ? [] : [{ path: sealing, what: 'the keys that seal' }]),
    { path: logFileOf(draft, file.data, file.log), what: 'the decision log' },
    { path: organisationLogFolder(logFileOf(draft, file.data, file.log)), what: 'the decision logs of organisations' },
    ...(anchor === undefined ? [] : [{ path: anchor, what: 'the anchor of the audit log' }]),
  ]
}
