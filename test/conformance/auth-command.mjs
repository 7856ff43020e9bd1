/** The referee's command: hands the scenario to the connector that listens at the port, and ends as it says. */
const [port, url] = process.argv.slice(2)
const {
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_CONTEXT: context,
  MCP_CONFORMANCE_PROTOCOL_VERSION: version,
} = process.env
// Scenarios that are not about authorization are others' business.
if (!scenario?.startsWith('auth/')) process.exit(1)
const answer = await fetch(`http://127.0.0.1:${port}/`, {
  method: 'POST',
  body: JSON.stringify({ url, scenario, version, context: context === undefined ? {} : JSON.parse(context) }),
})
process.stdout.write(`${await answer.text()}\n`)
process.exitCode = answer.ok ? 0 : 1
