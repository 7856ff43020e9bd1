/** The pages of the levels of risk as Markdown. */
import { CATEGORIES, CATEGORY_TEXTS, RISK_LEVELS, RISK_PAGES, type RiskLevel } from '@portcullis/catalogue'
import { blocks, items, section, table, type Writer } from './blocks.ts'
import { words } from './inert.ts'

/** The page of one level. */
export function riskMarkdown(to: Writer, level: RiskLevel): string {
  const page = RISK_PAGES[level]
  return blocks([
    `# ${level} risk`,
    words(page.summary),
    section('What it means', to.paragraphs(page.means)),
    section(
      'Who starts here',
      items(page.starts.map((category) => `**${category}**: ${words(CATEGORY_TEXTS[category].summary)}`)),
    ),
    section('What moves a tool here', to.list(page.moves)),
    section('What to do', to.list(page.advice)),
  ])
}

/** The overview of levels and categories. */
export function risksMarkdown(to: Writer): string {
  return blocks([
    '# How risk is told',
    section(
      'Levels',
      items(
        RISK_LEVELS.map((level) => `${to.link(level, { page: 'risk', level })}: ${words(RISK_PAGES[level].summary)}`),
      ),
    ),
    section(
      'Categories',
      table(
        ['Category', 'Starts at', 'What it does', 'Can it be taken back?', 'Recommended rule'],
        CATEGORIES.map((category) => {
          const { base, summary, back, rule } = CATEGORY_TEXTS[category]
          return [category, base, words(summary), words(back), words(rule)]
        }),
      ),
    ),
  ])
}
