/** The levels of risk at a glance. */
import { RISK_LEVELS, RISK_PAGES, type RiskLevel } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { pathOf } from '../paths.ts'
import { RiskBadge } from './badges.tsx'

/** One card a level, each leading to its page; `counts` says how many tools it has. */
export const LevelCards: FC<{ readonly counts: Readonly<Record<RiskLevel, number>> }> = ({ counts }) => (
  <ul class="level-grid">
    {RISK_LEVELS.map((level) => (
      <li>
        <a class={`level level-${level.toLowerCase()}`} href={pathOf({ page: 'risk', level })}>
          <RiskBadge level={level} />
          <small>{counts[level].toLocaleString('en')} tools</small>
          <span>{RISK_PAGES[level].summary}</span>
        </a>
      </li>
    ))}
  </ul>
)
