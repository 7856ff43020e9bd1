/** What the pages need of whoever serves or writes them. */
import type { CatalogueIndex, ServerFacts } from '@portcullis/catalogue'

/** Fields of the contact form as they came; unknown ones are left out by the page. */
export type ContactForm = Readonly<Record<'name' | 'email' | 'topic' | 'about' | 'message' | 'website', string>>

/** What became of a message. `sent` only when it is stored. */
export type ContactOutcome =
  | { readonly outcome: 'sent'; readonly id: string }
  /** Problems by field: what is wrong, and what to write. */
  | { readonly outcome: 'invalid'; readonly problems: Readonly<Partial<Record<keyof ContactForm, string>>> }
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number }
  /** It could not be stored: what the visitor is told. */
  | { readonly outcome: 'failed'; readonly reason: string }

/** Takes messages of visitors. */
export interface ContactDesk {
  /** @param address of the sender, for the rate limit only */
  submit(form: ContactForm, address: string): Promise<ContactOutcome>
  /** Whether a message with this id is kept: only then the page says that it was sent. */
  has(id: string): Promise<boolean>
}

/** Options of the pages. */
export interface SiteOptions {
  readonly index: CatalogueIndex
  /** Servers of this gateway, shown first; the present ones on each call. Empty for a static site. */
  readonly here: () => readonly ServerFacts[]
  /** Where the pages are reached, without a slash at the end: `https://catalogue.example.com`. */
  readonly origin: string
  /** `http://127.0.0.1:4100`: the gateway that the steps name. */
  readonly gateway: string
  /** True where the pages are written out as files: nobody answers what visitors send. */
  readonly written?: boolean
  /** Absent for a static site: the page then says where to write instead. */
  readonly contact?: ContactDesk
  /** Told of a fault of ours that a visitor met; the visitor is told nothing of it. */
  readonly onTrouble?: (error: Error) => void
}
