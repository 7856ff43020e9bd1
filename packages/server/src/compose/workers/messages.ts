/** What the process that owns a gateway and those that take its calls say to each other. */
import type { HereTool } from '../../catalogue/messages.ts'
import type { SourceFile } from '../../config/file-set.ts'
import type { FromControl, OwnGateway, ToControl } from '../../control/messages.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import type { FromOwner, ToOwner } from '../../store/owner/words.ts'
import type { Origins } from '../line.ts'

/** What a process begins with. */
export interface WorkerStart {
  /** Texts of the configuration, the main file first: those that are in force, whatever the files say by now. */
  readonly files: readonly [SourceFile, ...SourceFile[]]
  /** Name of this process among the others. */
  readonly self: string
  /** The gateway that it is part of. */
  readonly gateway: OwnGateway
  /** Of the owner of the data folder. */
  readonly epoch: number
  /** How many processes there are. */
  readonly workers: number
  /** To listen on; 0: as the configuration says. */
  readonly port: number
  /** There is a control plane. */
  readonly administered: boolean
  /** Address of the sample server of a first installation. */
  readonly sample: string | undefined
}

/** To a process that takes calls. */
export type ToWorker =
  | { readonly kind: 'begin'; readonly start: WorkerStart }
  /** Texts that are in force from now on; the answer is `adopted`. */
  | { readonly kind: 'edit'; readonly edit: number; readonly files: WorkerStart['files'] }
  /** The processes that run; the one that is told may be among them. */
  | { readonly kind: 'neighbours'; readonly neighbours: readonly Neighbour[] }
  | { readonly kind: 'owner'; readonly word: FromOwner }
  /** The control plane says. */
  | { readonly kind: 'control'; readonly message: FromControl }
  /** A thread of the control plane runs, or no longer. */
  | { readonly kind: 'attached' | 'detached' }
  | { readonly kind: 'origins'; readonly origins: Origins }
  /** It is about to stop: it says that it is not ready. */
  | { readonly kind: 'drain' }
  /** Takes no new calls, finishes those that it has, and ends. */
  | { readonly kind: 'stop'; readonly grace: number }

/** From a process that takes calls. */
export type FromWorker =
  /** It hears. */
  | { readonly kind: 'hello' }
  /** Everything but its listener is there: it wants to be fed. */
  | { readonly kind: 'composed' }
  /** It takes calls, and those that are sent on to it on the second port. */
  | { readonly kind: 'listening'; readonly port: number; readonly inside: number }
  /** It cannot: what was tried and what to do; `code` where it is the system's word on an address. */
  | { readonly kind: 'failed'; readonly problem: string; readonly code: string | undefined }
  | { readonly kind: 'adopted'; readonly edit: number }
  | { readonly kind: 'owner'; readonly word: ToOwner }
  /** To the control plane. */
  | { readonly kind: 'control'; readonly message: ToControl }
  /** A line for the operator. */
  | { readonly kind: 'says'; readonly text: string; readonly cause: string | undefined }
  /** A line of a child's standard error. */
  | { readonly kind: 'child'; readonly line: string }
  /** Tools of a server of the file. */
  | { readonly kind: 'tools'; readonly slug: string; readonly tools: readonly HereTool[] }
  /** It is alive. */
  | { readonly kind: 'beat' }
