/** A control plane under test, asked as commands ask it: whoever is on the machine, over an organisation of its own. */
import { machineActor } from '../../control/actor.ts'
import { openTestControl, type TestControl } from '../../control/test-control.contract.ts'
import { type Session, sessionOf } from './session.ts'

/** It. */
export interface TestSession {
  readonly control: TestControl
  session(organisation: string): Session
}

/** Opens it; whoever calls closes `control`. */
export async function openTestSession(more?: Parameters<typeof openTestControl>[0]): Promise<TestSession> {
  const control = await openTestControl(more)
  const entered = control.enter(machineActor('anna'))
  return {
    control,
    session: (organisation) =>
      sessionOf({
        origin: 'http://127.0.0.1:4101',
        organisation,
        as: 'machine',
        authorization: 'Bearer of a test',
        fetch: async (address, init) => {
          const { signal: _, ...rest } = init ?? {}
          return control.fetch(
            new Request(String(address), {
              ...rest,
              headers: { ...Object.fromEntries(new Headers(init?.headers)), ...entered },
            }),
          )
        },
      }),
  }
}
