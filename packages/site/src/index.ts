/** The pages of the catalogue. */
export type { ContactDesk, ContactForm, ContactOutcome, SiteOptions } from './options.ts'
