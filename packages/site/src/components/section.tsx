/** A part of a page that can be linked to. */
import type { Child, FC } from 'hono/jsx'

/** A section under a heading of the second rank; `id` is its anchor. */
export const Section: FC<{ readonly id: string; readonly title: Child; readonly children?: Child }> = ({
  id,
  title,
  children,
}) => (
  <section aria-labelledby={id}>
    <h2 id={id}>
      <a class="anchor" href={`#${id}`}>
        {title}
      </a>
    </h2>
    {children}
  </section>
)

/** The way from the catalogue to a page. */
export const Trail: FC<{ readonly steps: readonly { readonly text: string; readonly href: string }[] }> = ({
  steps,
}) => (
  <nav class="trail" aria-label="You are here">
    <ol>
      {steps.map(({ text, href }) => (
        <li>
          <a href={href}>{text}</a>
        </li>
      ))}
    </ol>
  </nav>
)

/** A section's anchor and how the list of sections calls it. */
export type Entry = readonly [id: string, title: string]

/** The sections of a long page, beside it where there is room. Entries that are `false` are left out. */
export const Contents: FC<{ readonly of: readonly (Entry | false)[] }> = ({ of }) => (
  <nav class="contents" aria-labelledby="contents">
    <p id="contents">On this page</p>
    <ol>
      {of.map((entry) =>
        entry === false ? null : (
          <li>
            <a href={`#${entry[0]}`}>{entry[1]}</a>
          </li>
        ),
      )}
    </ol>
  </nav>
)
