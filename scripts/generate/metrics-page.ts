/** `docs/reference/metrics.md`: every metric, as the table in the source says it. */
import { METRICS, type Metric } from '../../packages/server/src/telemetry/metrics.ts'

const row = ({ name, kind, labels, help }: Metric): string =>
  `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`

const bounds = METRICS.filter(({ kind }) => kind === 'histogram').map(
  ({ name, bounds: all }) => `- \`${name}\`: ${all.join(', ')}`,
)

/** The page. */
export function metricsPage(): string {
  return `# Metrics

What \`/metrics\` of \`listen.admin\` shows, in Prometheus’s text format: see [operations](../guide/42-operations.md).
Each gateway is scraped by itself. A metric of which nothing was measured is left out.

| name | kind | labels | what it says |
|---|---|---|---|
${METRICS.map(row).join('\n')}

## Labels

\`organisation\` and \`server\` are slugs; \`local\` is the organisation of the configuration file. A scrape shows at most 1,000
servers one by one; what goes to others is counted as \`(others)\`. Grants, tools, people and addresses are never labels: there
may be any number of them, and the decision log has them. \`code\` is a code of [refusals](errors.md).

## Bounds of histograms, seconds

${bounds.join('\n')}
`
}
