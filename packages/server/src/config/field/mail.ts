/** Where word of contact messages is sent: addresses, hosts and URLs as a configuration names them. */
import { isIP } from 'node:net'
import { isLoopback } from './address.ts'
import type { Fault } from './fault.ts'

const mailbox =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,10}$/
const hostName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,10}$/

/** An e-mail address without a display name (the form of HTML's `type=email`). */
export function readMailAddress(text: string): string | Fault {
  if (text.length <= 254 && mailbox.test(text)) return text
  return {
    fault: `${JSON.stringify(text.slice(0, 80))} is not an e-mail address.`,
    remedy: 'Write the address alone, such as "desk@example.com".',
  }
}

/** A mail server: a name or an IP address, without a port. */
export function readMailHost(text: string): string | Fault {
  const host = text.toLowerCase()
  if (isIP(host) !== 0 || hostName.test(host)) return host
  return {
    fault: `${JSON.stringify(text.slice(0, 80))} is not a host.`,
    remedy: 'Write a name or an IP address, such as "smtp.example.com"; the port has a key of its own.',
  }
}

/** Where something private may be posted: https anywhere, http on this machine only; no credentials, no fragment. */
export function readHookUrl(text: string): string | Fault {
  const remedy = 'Write an https URL, such as "https://hooks.example.com/portcullis"; http only for this machine.'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return { fault: 'This is not a URL.', remedy }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return { fault: 'The URL has credentials or a fragment.', remedy: 'Remove them; posts are signed by `secret`.' }
  }
  const local = isLoopback(url.hostname.replaceAll(/^\[|\]$/g, ''))
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return url.href
  return { fault: 'Messages of visitors would travel unencrypted.', remedy }
}
