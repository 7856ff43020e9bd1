/** The contact desk's world: what a message is, where messages are kept, and where word of them is sent. */
import type { Instant } from '@portcullis/engine'

/** How the desk works: `contact` of the configuration, resolved. Plain data, so that it can be handed to a thread. */
export interface ContactSettings {
  /** Messages that are kept. */
  readonly maxMessages: number
  /** Messages that one address may send in an hour. */
  readonly hourlyPerSender: number
  /** Messages that all addresses together may send in a day. */
  readonly daily: number
  readonly webhook: ContactWebhook | undefined
  readonly mail: ContactMail | undefined
}

/** Where each message is posted to. */
export interface ContactWebhook {
  /** https, or http on this machine. */
  readonly url: string
  /** Signs what is posted. */
  readonly secret: string
  /** Milliseconds for one attempt. */
  readonly timeout: number
}

/** How each message is mailed. */
export interface ContactMail {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` before anything is said, `none` only on this machine. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly login: { readonly user: string; readonly password: string } | undefined
  readonly from: string
  readonly to: readonly string[]
  /** Milliseconds for one attempt. */
  readonly timeout: number
}

/** The ways by which word of a message is sent out. */
export type ContactChannel = 'webhook' | 'mail'

/** What a visitor wrote: checked, bounded, still a stranger's text. */
export interface ContactText {
  readonly name: string
  readonly email: string
  /** One of the form's topics. */
  readonly topic: string
  /** Which server or tool it is about; may be empty. */
  readonly about: string
  /** Lines end with `\n`. */
  readonly message: string
}

/** A delivery that did not happen yet. */
export interface OpenDelivery {
  readonly channel: ContactChannel
  readonly tries: number
  /** When it is tried next; undefined: it was given up. */
  readonly next: Instant | undefined
  /** What went wrong the last time. */
  readonly failure: string | undefined
}

/** A message that is kept. */
export interface ContactMessage extends ContactText {
  readonly id: string
  readonly at: Instant
  readonly read: boolean
  /** A field that people do not see was filled in. */
  readonly spam: boolean
  readonly deliveries: readonly OpenDelivery[]
}

/** A message on its way in. */
export interface NewContactMessage extends ContactText {
  readonly id: string
  readonly at: Instant
  readonly spam: boolean
  /** Keyed digest of the sender's address. */
  readonly sender: string
  /** Keyed digest of the text: the same text of the same sender is the same message. */
  readonly content: string
  /** By which ways word of it goes out. */
  readonly channels: readonly ContactChannel[]
}

/** What became of a new message. */
export type Deposited =
  /** It is on the disk; `id` is that of the earlier one where it was sent twice. */
  | { readonly outcome: 'kept'; readonly id: string }
  /** Too many messages: milliseconds until there is room for another one. */
  | { readonly outcome: 'limited'; readonly wait: number }
  /** The box is full of messages that nobody has read. */
  | { readonly outcome: 'full' }

/** One delivery to be tried now. */
export interface DueDelivery {
  readonly id: number
  readonly tries: number
  readonly message: ContactMessage
}

/** Which messages to list. */
export type ContactSelection = 'unread' | 'all' | 'spam'

/** Where messages are kept. Every method throws where the file cannot be read or written. */
export interface ContactBox {
  /** Keeps a message, within the limits; one transaction, on the disk when it returns. */
  deposit(message: NewContactMessage): Deposited
  /** Whether a message with this id is kept. */
  has(id: string): boolean
  /** The earliest delivery of a channel whose time has come. */
  due(channel: ContactChannel, now: Instant): DueDelivery | undefined
  /** When the next delivery of a channel is due. */
  nextDue(channel: ContactChannel): Instant | undefined
  delivered(delivery: number): void
  /** @param next when to try again; undefined: never */
  failed(delivery: number, failure: string, next: Instant | undefined): void
  close(): void
}

/** The box as its reader uses it, also while a gateway runs. */
export interface ContactDrawer {
  /** Newest first. `all` leaves spam out. */
  list(selection: ContactSelection): readonly ContactMessage[]
  /** The message whose id begins so, where there is exactly one. */
  find(id: string): ContactMessage | undefined
  /** @returns whether there was such a message */
  markRead(id: string): boolean
  /** @returns whether there was such a message */
  remove(id: string): boolean
  close(): void
}
