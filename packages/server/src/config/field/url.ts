/** URLs, origins and hosts as a configuration names them. */
import { referenceTo } from '../environment.ts'
import type { Fault } from './fault.ts'

const parse = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)
const isWeb = (url: URL): boolean => url.protocol === 'https:' || url.protocol === 'http:'

/** Where a server is reached. Credentials belong into `headers`, where they come from the environment. */
export function readServerUrl(text: string): URL | Fault {
  const remedy = 'Write the whole URL of the server’s MCP endpoint, such as "https://mcp.example.com/mcp".'
  if (text.includes('${'))
    return { fault: 'Variables are not read in a URL.', remedy: `${remedy} Secrets go into \`headers\`.` }
  const url = parse(text)
  if (url === undefined || !isWeb(url)) return { fault: 'This is not an http or https URL.', remedy }
  if (url.username !== '' || url.password !== '') {
    return {
      fault: 'The URL contains credentials.',
      remedy: `Put them into \`headers\`, as Authorization: "Bearer ${referenceTo('NAME')}".`,
    }
  }
  if (url.hash !== '')
    return { fault: 'A URL with a fragment names no endpoint.', remedy: 'Remove everything from `#` on.' }
  return url
}

/** An address to which the gateway itself posts. */
export function readAnchorUrl(text: string): string | Fault {
  const url = parse(text)
  if (url !== undefined && isWeb(url) && url.hash === '' && url.username === '' && url.password === '') return url.href
  return {
    fault: `${JSON.stringify(text)} is not an http or https URL without credentials and fragment.`,
    remedy: 'Write the whole address, such as "https://anchors.example.com/portcullis".',
  }
}

/** The address at which clients know the gateway: scheme, host, and a path prefix where a proxy adds one. */
export function readPublicUrl(text: string): URL | Fault {
  const remedy = 'Write the address that clients use, such as "https://mcp.example.com".'
  const url = parse(text)
  if (url === undefined || !isWeb(url)) return { fault: `${JSON.stringify(text)} is not an http or https URL.`, remedy }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { fault: 'A public URL has no credentials, query or fragment.', remedy }
  }
  return url
}

/** A web page's origin, exactly as browsers send it (RFC 6454, section 6.2). */
export function readOrigin(text: string): string | Fault {
  const url = parse(text)
  if (url !== undefined && isWeb(url) && url.origin === text) return text
  const meant = url !== undefined && isWeb(url) ? ` Did you mean "${url.origin}"?` : ''
  return {
    fault: `${JSON.stringify(text)} is not an origin.`,
    remedy: `Write scheme and host, with the port where it is not the usual one, such as "https://app.example.com".${meant}`,
  }
}

/** A host as it stands in a `Host` header (RFC 9110, section 7.2): a name or an address, with a port or without. */
export function readHost(text: string): string | Fault {
  const url = /[/?#@*\\]/.test(text) ? undefined : parse(`http://${text}`)
  const explicitPort = /:0*80$/.test(text) && url?.port === '' ? ':80' : ''
  if (url !== undefined && url.hostname !== '' && url.host + explicitPort === text) return text
  return {
    fault: `${JSON.stringify(text)} is not a host.`,
    remedy:
      'Write a name in lower case, with a port where clients use one, such as "mcp.example.com" or "localhost:4100".',
  }
}
