/** Puts a server into the visitor's stack: a link by itself, kept by the browser with scripts. */
import type { ServerLink } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'

/** Adds a server to the stack. */
export const StackButton: FC<{ readonly server: ServerLink }> = ({ server }) => (
  <a class="button" href={`/stack?s=${server.slug}`} data-stack-add={server.slug}>
    Add to my stack
  </a>
)
