/** What the list of approvals is narrowed to, as the address says it. */
import type { Asking } from '../../api/api.ts'
import type { Choice } from '../../ui/field.tsx'

/** Which ones, by what they are. */
const SHOWN = ['mine', 'pending', 'approved', 'rejected', 'expired', 'superseded', 'consumed', 'all'] as const
type Shown = (typeof SHOWN)[number]

/** A filter. */
export interface ApprovalFilter {
  readonly show: Shown
  /** Slug; empty: any. */
  readonly server: string
  /** Id; empty: any. */
  readonly grant: string
  /** Searched in tools, servers, grants, owners and reasons; empty: any. */
  readonly text: string
}

/** Everything that waits for whoever looks. */
export const USUAL: ApprovalFilter = { show: 'mine', server: '', grant: '', text: '' }

/** For people. */
export const SHOWN_CHOICES: readonly Choice[] = [
  { value: 'mine', label: 'Waiting for you' },
  { value: 'pending', label: 'All that wait' },
  { value: 'approved', label: 'Approved, not used yet' },
  { value: 'consumed', label: 'Used' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'expired', label: 'Expired' },
  { value: 'superseded', label: 'Superseded' },
  { value: 'all', label: 'Everything' },
]

const isShown = (text: string | null): text is Shown => SHOWN.some((one) => one === text)

/** Reads it. */
export function filterIn(search: URLSearchParams): ApprovalFilter {
  const show = search.get('show')
  return {
    show: isShown(show) ? show : 'mine',
    server: search.get('server') ?? '',
    grant: search.get('grant') ?? '',
    text: search.get('text') ?? '',
  }
}

/** The same for the address: what is usual is left out. */
export const searchOf = ({ show, server, grant, text }: ApprovalFilter): Record<string, string> => ({
  ...(show !== 'mine' && { show }),
  ...(server !== '' && { server }),
  ...(grant !== '' && { grant }),
  ...(text !== '' && { text }),
})

/** The same for the API. */
export const queryOf = ({
  show,
  server,
  grant,
  text,
}: ApprovalFilter): NonNullable<Asking<'approvals.list'>['query']> => ({
  ...(show === 'mine' ? { mine: 'true' } : show !== 'all' && { state: show }),
  ...(server !== '' && { server }),
  ...(grant !== '' && { grant }),
  ...(text.trim() !== '' && { text: text.trim().slice(0, 200) }),
})
