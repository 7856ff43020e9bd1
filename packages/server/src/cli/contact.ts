/** `portcullis contact`: the messages that visitors of the catalogue sent. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { ContactDrawer, ContactMessage, ContactSelection } from '../ports/contact.ts'
import { inAscii } from '../store/jsonl/json-text.ts'
import { openContactDrawer } from '../store/sqlite/contact-drawer.ts'
import { CONTACT_FILE } from '../store/sqlite/contact-schema.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { contactRow, contactSheet } from './contact-text.ts'
import { dataFolderOf } from './data-folder.ts'
import { configurationPath } from './home-folder.ts'

/** Where the messages are. */
export interface ContactPlace {
  /** The configuration; that of the first installation unless given. */
  readonly config?: string
}

/** Which messages are listed: unread ones unless more is asked for. */
export interface ContactListOptions extends ContactPlace {
  readonly all?: boolean
  readonly spam?: boolean
  readonly json?: boolean
}

/** What the commands end with. */
export const contactCodes = { done: 0, failed: 1 } as const

/** Lists messages, newest first. */
export async function listContact(options: ContactListOptions, output: CommandOutput): Promise<void> {
  const { all = false, spam = false, json = false } = options
  const selection: ContactSelection = spam ? 'spam' : all ? 'all' : 'unread'
  await withDrawer(options, output, (drawer) => {
    const messages = drawer?.list(selection) ?? []
    if (json) output.out(messages.map(jsonLine).join(''))
    else if (messages.length > 0) output.out(messages.map(contactRow).join(''))
    else
      output.error(`There is no ${selection === 'all' ? '' : `${selection === 'spam' ? 'spam' : 'unread'} `}message.\n`)
    return true
  })
}

/** What is done to one message. */
export type ContactVerb = 'show' | 'read' | 'delete'

/** Shows a message, marks it as read, or deletes it. @param id its number, or as much of it as is unique */
export async function useContact(
  verb: ContactVerb,
  id: string,
  options: ContactPlace & { readonly json?: boolean },
  output: CommandOutput,
): Promise<void> {
  await withDrawer(options, output, (drawer) => {
    const message = drawer?.find(id)
    if (drawer === undefined || message === undefined) {
      output.error(`No message, or more than one, has a number that begins with ${JSON.stringify(id)}.\n`)
      return false
    }
    output.out(applied(drawer, verb, message, options.json ?? false))
    return true
  })
}

function applied(drawer: ContactDrawer, verb: ContactVerb, message: ContactMessage, json: boolean): string {
  switch (verb) {
    case 'show':
      return json ? jsonLine(message) : contactSheet(message)
    case 'read':
      drawer.markRead(message.id)
      return `${message.id} is marked as read.\n`
    case 'delete':
      drawer.remove(message.id)
      return `${message.id} is deleted.\n`
    default:
      return verb satisfies never
  }
}

const jsonLine = (message: ContactMessage): string =>
  `${inAscii(JSON.stringify({ ...message, at: new Date(message.at).toISOString() }))}\n`

/** @param use gets no drawer where no message ever came; returns whether it could do what was asked */
async function withDrawer(
  { config }: ContactPlace,
  output: CommandOutput,
  use: (drawer: ContactDrawer | undefined) => boolean,
): Promise<void> {
  const path = join(await dataFolderOf(configurationPath(config)), CONTACT_FILE)
  if (!existsSync(path)) return output.exit(use(undefined) ? contactCodes.done : contactCodes.failed)
  const opened = openContactDrawer(path)
  if (opened.outcome === 'refused') {
    output.error(`${opened.problem}.\n`)
    return output.exit(contactCodes.failed)
  }
  try {
    output.exit(use(opened.drawer) ? contactCodes.done : contactCodes.failed)
  } catch (cause) {
    output.error(`${path} could not be used: ${cause instanceof Error ? cause.message : String(cause)}.\n`)
    output.exit(contactCodes.failed)
  } finally {
    opened.drawer.close()
  }
}

/** Adds the command to the program. */
export function registerContact(program: Command, output: CommandOutput = processOutput): void {
  const contact = program.command('contact').description('messages that visitors of the catalogue sent')
  const place = ['-c, --config <file>', 'the configuration that names the data folder'] as const
  contact
    .command('list')
    .description('list messages, newest first: unread ones unless more is asked for')
    .option(...place)
    .option('--unread', 'those that were not read (default)')
    .option('--all', 'also those that were read')
    .option('--spam', 'those in which the field was filled in that people do not see')
    .option('--json', 'one JSON object a line')
    .action(async (options: ContactListOptions) => listContact(options, output))
  contact
    .command('show')
    .description('show a message')
    .argument('<id>', 'its number, or as much of it as is unique')
    .option(...place)
    .option('--json', 'one JSON object')
    .action(async (id: string, options: ContactListOptions) => useContact('show', id, options, output))
  for (const [verb, description] of [
    ['read', 'mark a message as read: when the box is full, the oldest of these go first'],
    ['delete', 'delete a message, and what is still to be delivered of it'],
  ] as const) {
    contact
      .command(verb)
      .description(description)
      .argument('<id>', 'its number, or as much of it as is unique')
      .option(...place)
      .action(async (id: string, options: ContactPlace) => useContact(verb, id, options, output))
  }
}
