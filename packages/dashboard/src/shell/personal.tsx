/** Who looks on and where: the organisation and how to change it, the account, light and dark. */
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { ask } from '../api/api.ts'
import { leave } from '../api/session.ts'
import { useWho } from '../api/who.ts'
import { Menu } from '../ui/menu.tsx'
import { belongings, lookAt } from './chosen-organisation.ts'
import { chooseTheme, useTheme } from './theme.ts'

const ROW = 'flex w-full items-center gap-2 rounded-[7px] px-2 py-1.5 text-left hover:bg-sunken'

/** The organisation that is looked at; where there are several, a menu of them. */
export function OrganisationSwitch() {
  const { account, organisation, label } = useWho()
  const all = belongings(account)
  if (all.length < 2) return <p className="one-line px-2 pb-1 font-medium text-ink-soft">{label}</p>
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={ROW} aria-label={`Organisation: ${label}. Change it`}>
          <span className="one-line flex-1 font-medium">{label}</span>
          <ChevronsUpDown size={15} aria-hidden className="text-ink-soft" />
        </button>
      }
      items={all.map(({ id, label: name }) => ({
        label: name,
        current: id === organisation,
        onSelect: () => lookAt(id),
      }))}
    />
  )
}

/** The account, and what is only one's own. */
export function Personal() {
  const { account } = useWho()
  const theme = useTheme()
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={ROW}>
          <UserRound size={17} aria-hidden className="shrink-0 text-ink-soft" />
          <span className="one-line flex-1">{account.name}</span>
        </button>
      }
      items={[
        { label: 'Your account', icon: UserRound, onSelect: () => location.assign('/account') },
        undefined,
        { label: 'As the system', icon: Monitor, current: theme === 'system', onSelect: () => chooseTheme('system') },
        { label: 'Light', icon: Sun, current: theme === 'light', onSelect: () => chooseTheme('light') },
        { label: 'Dark', icon: Moon, current: theme === 'dark', onSelect: () => chooseTheme('dark') },
        undefined,
        { label: 'Log out', icon: LogOut, onSelect: () => void logOut() },
      ]}
    />
  )
}

async function logOut(): Promise<void> {
  await ask('sessions.end', { params: { session: 'current' } }).catch(() => undefined)
  leave()
}
