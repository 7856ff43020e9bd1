/** How far a change has come among the gateways of the installation, in words. */

/** As the API answers it. */
export interface Effective {
  readonly gateways: number
  readonly confirmed: number
}

/** What was done, and where it is in force: nothing of that where there is one gateway. */
export function doneEverywhere(done: string, { gateways, confirmed }: Effective): string {
  if (gateways < 2) return `${done}.`
  const far = `${done}: in force at ${confirmed} of ${gateways} gateways`
  return confirmed < gateways ? `${far} so far. One that does not follow within seconds takes no calls.` : `${far}.`
}
