/** What a request says of its server: told to the gate that it went through. */
import type { Turn } from './turn.ts'
import type { UpstreamFailure } from './upstream/link.ts'

/** Failures that are answers all the same: somebody is there. */
const ANSWERS: ReadonlySet<UpstreamFailure> = new Set(['garbage', 'unauthorized', 'renewed', 'redirect'])
/** Of the others, those that are the server's. */
const UNANSWERED: ReadonlySet<UpstreamFailure> = new Set(['unreachable', 'timeout', 'closed'])

/**
 * @param failure undefined: its answer has begun
 * @param sent some byte of it may have reached the server
 */
export function reportTo({ visit, caller }: Turn, failure: UpstreamFailure | undefined, sent: boolean): void {
  if (failure === undefined || ANSWERS.has(failure)) return visit?.answered()
  // One child that hangs or crashes says nothing of the others.
  const isOfOneChild = sent && caller.server.transport.kind === 'stdio'
  if (UNANSWERED.has(failure) && !isOfOneChild) visit?.unanswered(sent)
}
