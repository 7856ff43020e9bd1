/** Ways between pages that belong together. */
import { Link, useLocation } from 'wouter'

interface PageTabsProps {
  /** What they are, for those who cannot see them. */
  readonly label: string
  readonly pages: readonly (readonly [href: string, label: string])[]
}

/** Shows them. */
export function PageTabs({ label, pages }: PageTabsProps) {
  const [path] = useLocation()
  return (
    <nav aria-label={label} className="mb-4 flex gap-1 border-b border-line">
      {pages.map(([href, name]) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2 font-medium text-ink-soft hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}
