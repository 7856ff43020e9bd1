/** The directory of a configuration file, or of a file and a control plane together. */

import type { FileFacts } from '../control/messages.ts'
import { guardedConnector, guardedDial } from '../egress/connector.ts'
import { createGuard } from '../egress/guard.ts'
import type { Administering } from '../gateway/upstream/open-upstream.ts'
import type { Clock } from '../ports/clock.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Server } from '../ports/directory.ts'
import type { Vitals, Wanted } from '../ports/measures.ts'
import { createFedDirectory } from '../store/feed/directory.ts'
import { createFileDirectory, type DirectoryContent, type FileDirectory } from '../store/file/directory.ts'
import type { AmongGateways } from './among-gateways.ts'
import type { AuditWord } from './audit.ts'
import { createLine, type GatewayLine } from './line.ts'

/** What of the operator's file holds for servers that others name; as it is now. */
export interface AdministrationOptions {
  readonly file: () => Pick<FileFacts, 'allowDestinations' | 'ownListeners'>
}

/** What it is opened with. */
export interface DirectoryOptions {
  /** Undefined: there is no control plane. */
  readonly administration?: AdministrationOptions | undefined
  readonly diagnose: (text: string) => void
  /** The control plane tells something of audit. */
  readonly onAudit?: ((word: AuditWord) => void) | undefined
  readonly clock: Clock
  /** Whose counters the control plane may ask about. */
  readonly counters: CounterStore
  /** How the gateway does: the control plane asks. */
  readonly vitals: (wanted: Wanted) => Promise<Vitals>
  /** Which gateway this is. */
  readonly among: AmongGateways
}

/** A directory, and what belongs to a control plane. */
export interface OpenedDirectory {
  readonly directory: FileDirectory
  readonly line: GatewayLine | undefined
  /** What is done around the way to a server; undefined where it stands in the file. */
  readonly administering: ((server: Server, owner: string) => Administering | undefined) | undefined
}

/** Opens either. */
export function openDirectory(content: DirectoryContent, options: DirectoryOptions): OpenedDirectory {
  const { administration, diagnose, clock, counters, vitals, among, onAudit } = options
  if (administration === undefined) {
    return { directory: createFileDirectory(content), line: undefined, administering: undefined }
  }
  const directory = createFedDirectory(content, diagnose)
  const line = createLine(directory, { clock, counters, vitals, among, diagnose, onAudit })
  const { file } = administration
  const guard = createGuard({ allowed: () => new Set(file().allowDestinations), own: () => file().ownListeners })
  const administering = (server: Server, owner: string): Administering | undefined => {
    if (server.administration === undefined) return undefined
    return {
      credential: line.credentialOf(server, owner),
      onReached: (failure) => line.reached(server, failure),
      connect: guardedConnector(guard, server.limits.connectTimeout),
      dial: guardedDial(guard),
    }
  }
  return { directory, line, administering }
}
