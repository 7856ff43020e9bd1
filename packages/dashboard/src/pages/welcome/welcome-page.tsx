/** From an account to the first refused call: steps that can be left and taken up again. */
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useOrganisation, useWho } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Bones } from '../../ui/states.tsx'
import { CallsStep } from './calls-step.tsx'
import { ConnectStep } from './connect-step.tsx'
import { useCalls } from './first-calls.ts'
import { GrantStep } from './grant-step.tsx'
import { PolicyStep } from './policy-step.tsx'
import { type Progress, skip, useProgress } from './progress.ts'
import { ServerStep } from './server-step.tsx'
import { Step, type StepState } from './step.tsx'

/** The token that was made last, as long as this window shows the dashboard: it is written nowhere. */
let held: { readonly grant: string; readonly token: string } | undefined

/** The page. */
export function WelcomePage() {
  const progress = useProgress()
  return (
    <Page
      title="Welcome"
      lead="A few steps to a first call that is refused, and why. You can leave, and go on later."
      actions={<Skip />}
    >
      {progress.isKnown ? <Way progress={progress} /> : <Bones rows={5} />}
    </Page>
  )
}

function Skip() {
  const organisation = useOrganisation()
  const [, navigate] = useLocation()
  const leave = (): void => {
    skip(organisation)
    navigate('/')
  }
  return (
    <Button kind="quiet" onClick={leave}>
      Skip this
    </Button>
  )
}

/** What was chosen: by the address, else the first that fits. */
function useChosen({ servers, policies, grants }: Progress) {
  const [search, setSearch] = useSearchParams()
  const named = { server: search.get('server'), policy: search.get('policy'), grant: search.get('grant') }
  const server = servers.find(({ slug }) => slug === named.server) ?? servers[0]
  const leading = grants.filter((grant) => server !== undefined && grant.servers[server.slug]?.policy != null)
  const grant = leading.find(({ id }) => id === named.grant) ?? leading[0]
  const given = server && grant?.servers[server.slug]?.policy
  const policy = given ?? policies.find((name) => name === named.policy)
  const choose = (name: keyof typeof named, value: string): void =>
    setSearch((before) => {
      const next = new URLSearchParams(before)
      next.set(name, value)
      return next
    })
  return { server, policy, grant, choose }
}

/** What came of a step. */
function Came({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link href={href} className="hover:text-accent">
      {children}
    </Link>
  )
}

function Way({ progress }: { readonly progress: Progress }) {
  const { account } = useWho()
  const chosen = useChosen(progress)
  const { server, policy, grant, choose } = chosen
  const calls = useCalls(grant?.id)
  if (calls === undefined) return <Bones rows={5} />
  const done = [true, server !== undefined, policy !== undefined, grant !== undefined, calls.length > 0]
  const at = done.indexOf(false)
  const state = (step: number): StepState => (step === at ? 'now' : done[step] ? 'done' : 'later')
  return (
    <ol className="flex max-w-4xl flex-col gap-3">
      <Step number={1} title="Your account" state="done" summary={account.email ?? account.name} />
      <Step
        number={2}
        title="A server"
        state={state(1)}
        summary={server && <Came href={`/servers/${server.slug}`}>{server.label}</Came>}
      >
        <ServerStep onAdded={(added) => choose('server', added.server.slug)} />
      </Step>
      <Step
        number={3}
        title="A policy for it"
        state={state(2)}
        summary={policy && <Came href={`/policies/${policy}`}>{policy}</Came>}
      >
        {server && (
          <PolicyStep server={server.slug} known={progress.policies} onChosen={(name) => choose('policy', name)} />
        )}
      </Step>
      <Client chosen={chosen} states={[state(3), state(4)]} />
      <Step number={6} title="What was decided, and why" state={at === -1 ? 'now' : 'later'}>
        <CallsStep calls={calls} />
      </Step>
    </ol>
  )
}

interface ClientProps {
  readonly chosen: ReturnType<typeof useChosen>
  /** Of the grant’s step, and of the connection’s. */
  readonly states: readonly [minting: StepState, connecting: StepState]
}

/** The two steps that belong to one client. */
function Client({ chosen: { server, policy, grant, choose }, states: [minting, connecting] }: ClientProps) {
  const [token, setToken] = useState(held)
  const hold = (id: string, made: string): void => {
    held = { grant: id, token: made }
    setToken(held)
  }
  return (
    <>
      <Step
        number={4}
        title="A grant for one client"
        state={minting}
        summary={grant && <Came href={`/grants/${grant.id}`}>{grant.label}</Came>}
      >
        {server && policy && (
          <GrantStep
            server={server.slug}
            policy={policy}
            onMinted={(minted) => {
              hold(minted.grant.id, minted.token)
              choose('grant', minted.grant.id)
            }}
          />
        )}
      </Step>
      <Step number={5} title="Connect the client" state={connecting} summary="The first call has arrived.">
        {server && grant && (
          <ConnectStep
            server={server}
            grant={grant.id}
            token={token?.grant === grant.id ? token.token : undefined}
            onToken={(made) => hold(grant.id, made)}
          />
        )}
      </Step>
    </>
  )
}
