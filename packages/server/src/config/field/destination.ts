/** Destinations that are not public and that organisations may use all the same: `mcp.internal:8080`. */
import type { Fault } from './fault.ts'

const remedy =
  'Write a host and a port exactly as the server’s URL has them, such as "mcp.internal:8080" or "127.0.0.1:9000".'

/** A host in the form of URLs, and a port. */
export function readDestination(text: string): string | Fault {
  const wrong = { fault: `${JSON.stringify(text.slice(0, 80))} is not a host with a port.`, remedy }
  const port = Number(/:([1-9][0-9]{0,4})$/.exec(text)?.[1])
  if (!(port > 0 && port < 65_536) || /[/?#@*\\\s]/.test(text) || !URL.canParse(`http://${text}`)) return wrong
  const { hostname } = new URL(`http://${text}`)
  const canonical = `${hostname}:${port}`
  return hostname !== '' && canonical === text ? canonical : wrong
}
