/** Where one can go: the areas of the navigation, with their keys. */
import {
  Activity,
  BookOpen,
  FileSliders,
  Inbox,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Server,
  Settings,
  Users,
} from 'lucide-react'
import type { Action } from 'portcullis/permissions'

/** An area. */
export interface Area {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  /** After `g`. */
  readonly key: string
  /** Without it the area has nothing to show. */
  readonly needs: Action
  /** It concerns the organisation as a whole: whoever has a role for single servers only does not see it. */
  readonly whole?: true
}

/** All areas, in the order in which they are shown. */
export const AREAS: readonly Area[] = [
  { href: '/', label: 'Overview', icon: LayoutDashboard, key: 'o', needs: 'organisation.read' },
  { href: '/approvals', label: 'Approvals', icon: Inbox, key: 'a', needs: 'organisation.read' },
  { href: '/servers', label: 'Servers', icon: Server, key: 's', needs: 'server.read' },
  { href: '/grants', label: 'Grants', icon: KeyRound, key: 'g', needs: 'grant.read' },
  { href: '/policies', label: 'Policies', icon: FileSliders, key: 'p', needs: 'policy.read', whole: true },
  { href: '/audit', label: 'Audit', icon: Activity, key: 'l', needs: 'audit.read' },
  { href: '/catalogue', label: 'Catalogue', icon: BookOpen, key: 'c', needs: 'server.read' },
  { href: '/members', label: 'Members', icon: Users, key: 'm', needs: 'member.read' },
  { href: '/settings', label: 'Settings', icon: Settings, key: 'e', needs: 'organisation.read', whole: true },
]

/** Whether an address is one of an area's. */
export const isWithin = (area: Area, path: string): boolean =>
  area.href === '/' ? path === '/' : path === area.href || path.startsWith(`${area.href}/`)
