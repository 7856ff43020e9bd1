/** What a finding says of a tool, after “tools that”. */
import type { Trait } from '@portcullis/catalogue'

/** A clause for each trait. */
export const TRAIT_TEXTS: Readonly<Record<Trait, string>> = {
  sends: 'send something to people',
  egress: 'let something out: a comment, a webhook, an upload, an address of the caller’s choice',
  bulk: 'do many things with one call',
  permissions: 'change who may do what',
  secrets: 'return or take credentials',
  private: 'read what is not public',
  personal: 'read data about people',
  untrusted: 'bring in text that strangers write',
  spends: 'use up paid credits',
  irreversible: 'do what cannot be undone',
  code: 'take code or commands as an argument',
  sql: 'take a query as an argument',
  path: 'take a path as an argument',
  url: 'take an address as an argument',
  markup: 'take HTML or other markup as an argument',
  amount: 'take an amount as an argument',
  'many-parameters': 'take twenty parameters or more',
  'hidden-text': 'hide text in their definition',
  instructions: 'give orders to the model in their definition',
}
