/** What the catalogue keeps of servers and tools: facts and our labels, nothing in their authors' words. */
import type { FactSource, ParameterEntry, ServerEntry, ToolAnnotations, ToolDefinition } from '../entry.ts'
import type { Category, RiskLevel, Trait } from '../risk.ts'

/** Our label in short: what can be told without its evidence. */
export interface ToolMark {
  readonly category: Category
  readonly risk: RiskLevel
  /** 0 … 1, in hundredths. */
  readonly confidence: number
  /** Each once, in the order in which they were found. */
  readonly traits: readonly Trait[]
}

/** A tool that is known. */
export interface ToolFacts {
  readonly name: string
  readonly parameters: readonly ParameterEntry[]
  /** Hints of its author, without the title. */
  readonly annotations?: ToolAnnotations
  readonly mark: ToolMark
  readonly source: FactSource
  /** First 12 hexadecimal digits of its definition's fingerprint. */
  readonly digest: string
}

/** One thing that changed after a server was first seen. */
export interface Change {
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly what: 'tool added' | 'tool changed' | 'tool removed' | 'moved'
  /** The tool; absent where the server's package or remote address moved. */
  readonly tool?: string
}

/** A server that is known. Tools are sorted by name, aliases and sources by text. */
export interface ServerFacts extends Omit<ServerEntry, 'tools' | 'categories' | 'firstSeen' | 'lastChanged'> {
  /** Other identities under which it was found. */
  readonly aliases: readonly string[]
  readonly firstSeen: string
  readonly lastChanged: string
  /** Oldest first, the last 50. */
  readonly changes: readonly Change[]
  readonly tools: readonly ToolFacts[]
}

/** A server as one reader found it. */
export interface FoundServer
  extends Pick<
    ServerFacts,
    'id' | 'name' | 'repository' | 'package' | 'remote' | 'homepage' | 'transports' | 'official' | 'license' | 'sources'
  > {
  readonly kind: 'server'
  /** The identity that its source gives it, by which its tools are found. */
  readonly givenId?: string
  /** Whether the source speaks for the server itself (a registry, `server.json`): then what it says replaces what was known. */
  readonly authoritative: boolean
  /** Its author's words, for the classifier alone: never kept. */
  readonly words?: string
  /** Whether the tools found with it are all that it has: then a known tool that is not among them was removed. */
  readonly complete?: boolean
}

/** A tool as one reader found it. */
export interface FoundTool {
  readonly kind: 'tool'
  /** Identity of its server, as its source gives it. */
  readonly server: string
  /** Read for the label and the parameters, then let go. */
  readonly definition: ToolDefinition
  readonly source: FactSource
}

/** What a reader finds. */
export type Found = FoundServer | FoundTool
