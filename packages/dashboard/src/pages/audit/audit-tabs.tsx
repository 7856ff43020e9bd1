/** The two logs: what agents called, and what people changed. */
import { Link, useLocation } from 'wouter'

const LOGS = [
  ['/audit', 'Calls'],
  ['/audit/changes', 'Changes'],
] as const

/** Ways to both. */
export function AuditTabs() {
  const [path] = useLocation()
  return (
    <nav aria-label="Logs" className="mb-4 flex gap-1 border-b border-line">
      {LOGS.map(([href, label]) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2 font-medium text-ink-soft hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
