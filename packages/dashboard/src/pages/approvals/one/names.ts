/** People by name, where a question holds their ids. */
import { usePages } from '../../../api/hooks.ts'
import { useMaySome, useOrganisation, useWho } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'

/** Names by id of account; whoever cannot be seen keeps their id. */
export function useNames(): (account: string) => string {
  const organisation = useOrganisation()
  const { account: self } = useWho()
  const enabled = useMaySome('member.read')
  const { items } = usePages('members.list', { params: { organisation }, query: { limit: 200 } }, { enabled })
  return (account) => {
    if (account === self.id) return 'you'
    return visible(items.find((member) => member.account === account || member.email === account)?.name ?? account)
  }
}
