/** Parts that are wider than a narrow screen: they scroll by themselves, by the keyboard too. */
import type { Child, FC } from 'hono/jsx'

/** A part with a name that scrolls sideways. */
export const Scroll: FC<{ readonly label: string; readonly class?: string; readonly children?: Child }> = ({
  label,
  class: name = 'table',
  children,
}) => (
  <section class={name} tabindex={0} aria-label={label}>
    {children}
  </section>
)
