/** What a piece of work costs, whatever else the machine does meanwhile. */

/** @returns tells the milliseconds of processor time that this process has spent since */
export function stopwatch(): () => number {
  const begun = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1000
  }
}
