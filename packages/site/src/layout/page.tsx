/** The frame of every page: head, header with search, main, footer. */
import type { PageRef } from '@portcullis/catalogue'
import type { Context } from 'hono'
import type { Child, FC } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { SiteOptions } from '../options.ts'
import { Footer } from './footer.tsx'
import { Head, type PageHead } from './head.tsx'
import { Header } from './header.tsx'

/** Properties of a page. */
export interface PageProps {
  readonly options: SiteOptions
  readonly head: PageHead
  /** Classes of the main element: `narrow` is a column of text for pages that are mostly read. */
  readonly class?: string
  /** The page to mark in the header, where `head.ref` does not say it. */
  readonly at?: PageRef['page']
  readonly children?: Child
}

/** A whole page. Its children stand in `main`; one of them is the only `h1`. */
export const Page: FC<PageProps> = ({ options, head, class: more = '', at, children }) => (
  <html lang="en">
    <Head options={options} head={head} />
    <body>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header at={at ?? head.ref?.page} />
      <main id="main" class={`wrap ${more}`} tabindex={-1}>
        {children}
      </main>
      <Footer options={options} />
      <output id="said" class="sr" aria-live="polite" />
    </body>
  </html>
)

/** Answers with a page: `sendPage(c, <Page …>…</Page>, 404)`. */
export function sendPage(c: Context, page: Child, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return c.html(`<!doctype html>${String(page)}`, status)
}
