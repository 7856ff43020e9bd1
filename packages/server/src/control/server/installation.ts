/** What the operator's file says of servers: what organisations may do beyond naming public URLs. */
import type { Filters, ServerFacts } from '@portcullis/catalogue'
import type { CommandTemplate } from '../../ports/command-template.ts'
import type { StdioTransport } from '../../ports/directory.ts'
import type { FileHoldings } from '../messages.ts'

/** The operator's side of an installation, as it is in force now. */
export interface Installation {
  templates(): readonly CommandTemplate[]
  /** Slugs of the file's own servers, which are taken in the organisation `local`. */
  fileServers(): ReadonlySet<string>
  /** Address of the sample server that runs beside the gateway; undefined: none does. */
  sample(): string | undefined
  /** Origin of the catalogue's pages; undefined: they are not known. */
  cataloguePages(): string | undefined
  /** What the file holds for that organisation. */
  fileHoldings(): FileHoldings
  /** A server of the catalogue. */
  catalogueEntry(slug: string): Promise<ServerFacts | undefined>
  /** Servers of the catalogue, the best hits first; those of which tools were found count as well. */
  catalogueSearch(query: string, filters: Filters, limit: number): Promise<readonly ServerFacts[]>
  /** The folder in which a server runs unless its template names another; it exists afterwards. */
  folderOf(server: string): string
  /** Why a program may not be given what it is given: it could change what governs it. */
  exposed(transport: StdioTransport): string | undefined
}

/** The organisation to which the servers of the operator's file belong. */
export const FILE_ORGANISATION = 'local'

const NOTHING: FileHoldings = { servers: [], policies: [], grants: [] }

/** What the operator's file holds for an organisation. */
export const heldByFile = (installation: Installation, organisation: string): FileHoldings =>
  organisation === FILE_ORGANISATION ? installation.fileHoldings() : NOTHING
