/** People: one by one, and as teams. */
import { PageTabs } from '../../ui/page-tabs.tsx'

const PAGES = [
  ['/members', 'Members'],
  ['/members/teams', 'Teams'],
] as const

/** Ways to both. */
export function MembersTabs() {
  return <PageTabs label="People" pages={PAGES} />
}
