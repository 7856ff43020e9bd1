/** The contact desk: takes what visitors write, and says that it was sent only when it is on the disk. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type CheckedForm, type ContactDesk, type ContactOutcome, checkContactForm } from '@portcullis/site'
import { type KeyedDigester, keyedDigester } from '../crypto/keyed-digest.ts'
import type { Clock } from '../ports/clock.ts'
import type { ContactBox, ContactChannel, ContactSettings, Deposited } from '../ports/contact.ts'
import { senderOf } from '../ports/sender.ts'
import { openContactBox } from '../store/sqlite/contact.ts'
import { CONTACT_FILE } from '../store/sqlite/contact-schema.ts'
import { openOutbox } from './outbox.ts'

/** What the desk needs. */
export interface ContactDeskOptions {
  /** The data folder. */
  readonly folder: string
  readonly settings: ContactSettings
  readonly clock: Clock
  /** 32 bytes, for the digests of addresses. */
  readonly key: Uint8Array
  /** A line for the operator; never holds what a visitor wrote. */
  readonly diagnose: (text: string) => void
}

/** A desk, and its end. */
export interface OpenedContactDesk {
  readonly desk: ContactDesk
  /** Waits for the attempts to deliver that are under way, which are cut short. */
  close(): Promise<void>
}

const NOT_STORED = 'It could not be stored: something is wrong at our end. Keep your text and try again later.'
const FULL = 'There is no room for more messages at present. Keep your text and try again in a few days.'

/**
 * Opens the desk. Where its file cannot be opened the operator is told, and every visitor hears that the message was
 * not sent.
 */
export function openContactDesk(options: ContactDeskOptions): OpenedContactDesk {
  const { folder, settings, clock, key, diagnose } = options
  const opened = openContactBox({ ...settings, path: join(folder, CONTACT_FILE) })
  if (opened.outcome === 'refused') {
    diagnose(`The contact form takes no messages: ${opened.problem}.`)
    return { desk: CLOSED, close: () => Promise.resolve() }
  }
  const { box } = opened
  const outbox = openOutbox({ box, settings, clock, diagnose })
  const channels = outbox.channels
  return {
    desk: createDesk({ box, clock, channels, digester: keyedDigester(Buffer.from(key)), diagnose, wake: outbox.wake }),
    async close() {
      await outbox.close()
      box.close()
    },
  }
}

const CLOSED: ContactDesk = {
  submit: () => Promise.resolve({ outcome: 'failed', reason: NOT_STORED }),
  has: () => Promise.resolve(false),
}

interface DeskParts {
  readonly box: ContactBox
  readonly clock: Clock
  readonly channels: readonly ContactChannel[]
  readonly digester: KeyedDigester
  readonly diagnose: (text: string) => void
  readonly wake: () => void
}

function createDesk({ box, clock, channels, digester, diagnose, wake }: DeskParts): ContactDesk {
  const senderDigest = digester.for(['contact', 'sender'])
  const contentDigest = digester.for(['contact', 'content'])

  const deposit = (form: CheckedForm, sender: string, spam: boolean): Deposited =>
    box.deposit({
      ...form,
      id: newId(),
      at: clock.now(),
      spam,
      sender: senderDigest(sender),
      content: contentDigest(JSON.stringify([sender, form])),
      channels: spam ? [] : channels,
    })

  return {
    submit(written, address) {
      const check = checkContactForm(written)
      if (!check.ok) return Promise.resolve({ outcome: 'invalid', problems: check.problems })
      try {
        // Whoever fills in a field that nobody sees is answered as everybody is.
        const deposited = deposit(check.form, senderOf(address), written.website !== '')
        if (deposited.outcome === 'kept') wake()
        else if (deposited.outcome === 'full')
          diagnose('A contact message was refused: the box is full of unread ones.')
        return Promise.resolve(outcomeOf(deposited))
      } catch (cause) {
        diagnose(
          `A contact message could not be stored. Cause: ${cause instanceof Error ? cause.message : String(cause)}`,
        )
        return Promise.resolve({ outcome: 'failed', reason: NOT_STORED })
      }
    },
    has: (id) => Promise.resolve(box.has(id)),
  }
}

function outcomeOf(deposited: Deposited): ContactOutcome {
  switch (deposited.outcome) {
    case 'kept':
      return { outcome: 'sent', id: deposited.id }
    case 'limited':
      return { outcome: 'limited', retryAfterSeconds: Math.max(1, Math.ceil(deposited.wait / 1000)) }
    case 'full':
      return { outcome: 'failed', reason: FULL }
    default:
      return deposited satisfies never
  }
}

/** Letters and digits that are not mistaken for one another when they are read aloud. */
const ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789'

/** 60 random bits in twelve characters. */
const newId = (): string => [...randomBytes(12)].map((byte) => ALPHABET[byte & 31]).join('')
