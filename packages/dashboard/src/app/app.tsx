/** The dashboard: who looks on is asked first, then the page of the address is shown. */
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { DoorClosed, MapPinOff } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Route, Router, Switch } from 'wouter'
import { queryClient, useRead } from '../api/hooks.ts'
import { hasSession } from '../api/session.ts'
import { type Account, WhoProvider } from '../api/who.ts'
import { chosenOrganisation } from '../shell/chosen-organisation.ts'
import { PAGES } from '../shell/pages.ts'
import { Shell } from '../shell/shell.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Bones, Empty, Loaded } from '../ui/states.tsx'
import { guardedNavigation } from '../ui/unsaved.ts'

/** All of it. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Router aroundNav={guardedNavigation}>
          <Entrance />
        </Router>
      </QueryClientProvider>
    </CSPProvider>
  )
}

function Entrance() {
  const account = useRead('account.read', {}, { enabled: hasSession() })
  return (
    <Loaded query={account} loading={<Waiting />}>
      {({ body }) => <Organisation account={body} />}
    </Loaded>
  )
}

const Waiting = (): ReactNode => (
  <div className="md:pl-54">
    <Bones rows={8} />
  </div>
)

function Organisation({ account }: { readonly account: Account }) {
  const chosen = chosenOrganisation(account)
  const { second_factor_wanted: wanted } = account
  if (wanted.length > 0 && wanted.every(({ organisation }) => chosen === undefined || organisation === chosen.id))
    return <ToAccount />
  if (chosen === undefined)
    return (
      <Empty icon={DoorClosed} title="You belong to no organisation" action={<a href="/account">Your account</a>}>
        An admin of an organisation invites you; the link they give you leads in.
      </Empty>
    )
  return (
    <WhoProvider value={{ account, organisation: chosen.id, label: chosen.label }}>
      <Shell>
        <Switch>
          {PAGES.map(({ path, view: View }) => (
            <Route key={path} path={path}>
              {(params) => <View {...named(params)} />}
            </Route>
          ))}
          <Route>
            <NoPage />
          </Route>
        </Switch>
      </Shell>
    </WhoProvider>
  )
}

/** An organisation wants a second factor before anything of it is shown: there it is set up. */
function ToAccount(): ReactNode {
  useEffect(() => location.replace('/account'), [])
  return <Waiting />
}

/** Parts of the address by their names. */
const named = (params: object): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([name, value]) => !/^\d+$/.test(name) && typeof value === 'string'))

const NoPage = (): ReactNode => (
  <Page title="No such page">
    <Empty
      icon={MapPinOff}
      title="There is nothing at this address"
      action={<ButtonLink href="/">To the overview</ButtonLink>}
    >
      It may have been removed, or the link was cut off.
    </Empty>
  </Page>
)
