/** What the tests of the contact desk share: a folder, a clock that stands still, and a form that is in order. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContactForm, ContactOutcome } from '@portcullis/site'
import { onTestFinished } from 'vitest'
import type { Clock } from '../ports/clock.ts'
import type { ContactDrawer, ContactSettings } from '../ports/contact.ts'
import { openContactDrawer } from '../store/sqlite/contact-drawer.ts'
import { type OpenedContactDesk, openContactDesk } from './desk.ts'

/** A form in order. */
export const form: ContactForm = {
  name: 'Ada',
  email: 'ada@example.org',
  topic: 'danger',
  about: 'shop/wipe',
  message: 'It wipes.\nReally.',
  website: '',
}

const settings: ContactSettings = {
  maxMessages: 10,
  hourlyPerSender: 5,
  daily: 8,
  webhook: undefined,
  mail: undefined,
}

/** A data folder for one test, with a desk that can be opened again. */
export class House {
  now = 1_800_000_000_000
  monotonic = 0
  readonly said: string[] = []
  readonly folder = mkdtempSync(join(tmpdir(), 'portcullis-contact-'))
  readonly clock: Clock = { now: () => this.now, monotonic: () => this.monotonic }

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true }))
  }

  open(changed: Partial<ContactSettings> = {}): OpenedContactDesk {
    const opened = openContactDesk({
      folder: this.folder,
      settings: { ...settings, ...changed },
      clock: this.clock,
      key: new Uint8Array(32).fill(7),
      diagnose: (text) => this.said.push(text),
    })
    onTestFinished(() => opened.close())
    return opened
  }

  pass(time: number): void {
    this.now += time
    this.monotonic += time
  }

  drawer(): ContactDrawer {
    const opened = openContactDrawer(join(this.folder, 'contact.db'))
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    onTestFinished(() => opened.drawer.close())
    return opened.drawer
  }
}

/** Sends the form, changed. */
export const send = (
  desk: OpenedContactDesk,
  changed: Partial<ContactForm> = {},
  address = '192.0.2.1',
): Promise<ContactOutcome> => desk.desk.submit({ ...form, ...changed }, address)
