/** The sections that say where and for whom the gateway answers. */
import { z } from 'zod'
import { type Address, readAddress } from '../field/address.ts'
import { readDestination } from '../field/destination.ts'
import type { Fault } from '../field/fault.ts'
import { readNetwork } from '../field/network.ts'
import { readHost, readOrigin, readPublicUrl } from '../field/url.ts'
import { line, text } from './fields.ts'

/** `listen`. */
export interface ListenSection {
  readonly mcp: Address
  /** Undefined: no control plane; servers, policies and grants are those of the file alone. */
  readonly admin: Address | undefined
  /** Undefined: the catalogue is not served. */
  readonly catalogue: Address | undefined
  readonly fast_lane: 'on' | 'off'
}

const readAddressOrOff = (given: string): Address | undefined | Fault =>
  given === 'off' ? undefined : readAddress(given)

/** `tls`. */
export interface TlsSection {
  readonly cert: string
  readonly key: string
}

export const listenSection: z.ZodType<ListenSection> = z
  .strictObject({
    mcp: text(readAddress, {
      description:
        'Address and port of the MCP endpoints. Binding anything but this machine itself asks for `tls`, or for a `public_url` of a proxy that speaks TLS. Port 0 lets the system choose.',
      examples: ['127.0.0.1:4100', '[::1]:4100', '0.0.0.0:4100'],
    }).prefault('127.0.0.1:4100'),
    admin: text(readAddressOrOff, {
      description:
        'Address and port of the control plane, an origin of its own. Binding anything but this machine itself asks for an https `admin.public_url`; it speaks TLS by itself there where `tls` is given. `off`: there is no control plane, and no database is opened: servers, policies and grants are those of this file alone. Port 0 lets the system choose.',
      examples: ['127.0.0.1:4101', 'off'],
    }).prefault('127.0.0.1:4101'),
    catalogue: text(readAddressOrOff, {
      description:
        'Address and port of the catalogue, an origin of its own, without TLS: put a proxy before it where others read it. `off`: the catalogue is not served. Port 0 lets the system choose.',
      examples: ['127.0.0.1:4102', 'off'],
    }).prefault('127.0.0.1:4102'),
    fast_lane: z.enum(['on', 'off']).default('on').meta({
      description:
        'Who reads requests on `mcp`. `on`: the plain ones, as nearly all are, the gateway itself, strictly and in less time; the others the HTTP server of Node.js. `off`: that one reads all. What is answered is the same.',
    }),
  })
  .prefault({})
  .meta({ description: 'Where the gateway listens. A change takes effect at the next start.' })

export const tlsSection: z.ZodType<TlsSection | undefined> = z
  .strictObject({
    cert: line('Path of the certificate chain, PEM; relative to this file.', 4096),
    key: line('Path of its private key, PEM; relative to this file. Readable by the gateway’s user only.', 4096),
  })
  .optional()
  .meta({
    description:
      'Certificate and key for HTTPS on `listen.mcp`, and on `listen.admin` where that is not this machine’s alone. Both files are watched, so a renewed certificate holds for the next connections.',
  })

export const publicUrlField: z.ZodType<URL | undefined> = text(readPublicUrl, {
  description:
    'The address at which clients know the gateway, where it differs from `listen.mcp`. Its host is an allowed host. What the control plane says of it changes at the next start.',
  examples: ['https://mcp.example.com'],
}).optional()

export const allowedHostsField: z.ZodType<readonly string[]> = z
  .array(text(readHost, { description: 'A host.', examples: ['mcp.example.com', 'localhost:8080'] }))
  .max(100)
  .default([])
  .meta({
    description:
      'Further values of the `Host` header that are answered, beside those of `listen.mcp` and `public_url`; all others are refused, so that no web page can reach the gateway under a name of its own.',
  })

export const allowedOriginsField: z.ZodType<readonly string[]> = z
  .array(text(readOrigin, { description: 'An origin.', examples: ['https://app.example.com'] }))
  .max(100)
  .default([])
  .meta({ description: 'Origins of web pages that may call the gateway from a browser. None unless named.' })

export const trustedProxiesField: z.ZodType<readonly string[]> = z
  .array(text(readNetwork, { description: 'An address or a network.', examples: ['10.0.0.0/8', '192.0.2.7'] }))
  .max(100)
  .default([])
  .meta({
    description:
      'Proxies whose `X-Forwarded-For` is believed: the client is the rightmost address that is not one of these. None unless named.',
  })

export const allowDestinationsField: z.ZodType<readonly string[]> = z
  .array(
    text(readDestination, { description: 'A host and a port.', examples: ['mcp.internal:8080', '127.0.0.1:9000'] }),
  )
  .max(1000)
  .default([])
  .meta({
    description:
      'Hosts with their ports, exactly as URLs have them, that organisations may use as servers although they are not public: addresses of this machine or a private network. Without an entry such addresses are refused. Servers of this file need none.',
  })
