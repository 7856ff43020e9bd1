/** The server's own hints. They only tighten, unless an operator vouches for the server. */
import type { Evidence } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('annotations', 'annotations')

/**
 * What MCP's behaviour hints say (MCP 2026-07-28, ToolAnnotations). A server that says of itself that it changes something
 * is believed. That only ever speaks against Read: were it to speak for another category, a hint could turn a label into a
 * milder one. `destructiveHint` also covers updates, so what may be destroyed is left to the other signals.
 */
export const annotations: Signal = ({ annotations: hints, around }) => {
  const found: Evidence[] = []
  const destroys = hints.destructiveHint === true && hints.readOnlyHint !== true
  if (hints.readOnlyHint === false) found.push(evidence('Read', -6, 'the server says that it does not only read'))
  if (destroys) found.push(evidence('Read', -6, 'the server says that it may destroy, or update'))
  if (!around.trusted) return found
  if (hints.readOnlyHint === true)
    found.push(evidence('Read', 7, 'the server, which is trusted, says that it only reads'))
  if (hints.destructiveHint === false) {
    found.push(evidence('Destructive', -5, 'the server, which is trusted, says that it destroys nothing'))
    found.push(evidence('Write', 2, 'the server, which is trusted, says that it destroys nothing'))
  }
  return found
}
