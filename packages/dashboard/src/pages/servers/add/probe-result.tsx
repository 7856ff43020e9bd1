/** What a visit to a server found. */
import { CircleAlert, CircleCheck, Lock } from 'lucide-react'
import type { Answer } from '../../../api/api.ts'
import { visible } from '../../../lib/visible.ts'
import { counted } from '../../../lib/words.ts'
import { RiskCountsBar } from '../../../tools/risk-counts.tsx'

/** What was found. */
export type Probe = Answer<'servers.probe'>

const SAYS = {
  listed: { icon: CircleCheck, look: 'text-low', says: 'It answers' },
  unauthorized: { icon: Lock, look: 'text-medium', says: 'It wants credentials' },
  failed: { icon: CircleAlert, look: 'text-critical', says: 'It does not answer' },
} as const

/** Shows it. */
export function ProbeResult({ probe }: { readonly probe: Probe }) {
  const { outcome, problem, tools, era, transport, server, oauth } = probe
  const { icon: Icon, look, says } = SAYS[outcome]
  return (
    <div role="status" className="flex items-start gap-2.5">
      <Icon size={20} aria-hidden className={`mt-0.5 shrink-0 ${look}`} />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">
          {says}
          {outcome === 'listed' && `, with ${counted(tools.length, 'tool')}`}
        </p>
        {problem !== undefined && <p className="break-words text-ink-soft">{visible(problem)}</p>}
        {oauth !== undefined && (
          <p className="text-ink-soft">
            Tokens for it are had at <span className="font-mono">{oauth.issuer}</span>.
          </p>
        )}
        {outcome === 'listed' && (
          <>
            <RiskCountsBar risks={countsOf(tools)} />
            <p className="text-ink-soft">
              {[server?.name && `calls itself ${visible(server.name)}`, transport, era && `${era} protocol`]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </>
        )}
      </div>
    </div>
  )
}

function countsOf(tools: Probe['tools']) {
  const counts = { low: 0, medium: 0, high: 0, critical: 0 }
  for (const { risk } of tools) {
    const level = risk.toLowerCase()
    if (level === 'low' || level === 'medium' || level === 'high' || level === 'critical') counts[level]++
  }
  return counts
}
