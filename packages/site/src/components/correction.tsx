/** The way to tell that a page is wrong. */
import type { FC } from 'hono/jsx'

/** A link to the contact form, filled in. @param about `server` or `server/tool`, in slugs */
export const Correction: FC<{ readonly about: string }> = ({ about }) => (
  <p class="correction muted">
    Is something on this page wrong?{' '}
    <a href={`/contact?topic=correction&about=${encodeURIComponent(about)}`}>Tell us</a>.
  </p>
)
