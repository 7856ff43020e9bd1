import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../test/stopwatch.ts'
import { classify, createClassifier } from './classify.ts'
import type { ServerContext, ToolDefinition } from './entry.ts'
import { CATEGORIES, type Category, RISK_LEVELS } from './risk.ts'

const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
})

/** Names alone: what a quick look gets wrong. */
const NAMES: Readonly<Record<Category, string>> = {
  Read: `get_charge list_charges get_payout list_refunds list_invoices order_status get_order_book get_deletion_status
    list_deleted_items list_sent_emails get_empty_slots get_data_set check_inventory resolve_library_id get_post list_posts
    list_payment_methods capture_screenshot export_report weather search getHTTPStatus SLACK_LIST_CHANNELS list_runs
    get_transfer_history preview_invoice list_webhook_subscriptions whoami is_user_active has_access accounts_list
    obtener_clientes listar_productos buscar_pedidos 查询订单 text_analysis github_get_pull_request check_delete_permission
    swap_quote dry_run_query count_orders view_order_history explain_query query_documents get_create_meta`,
  Write: `get_or_create_contact find_or_create_customer getOrCreateUser search_and_replace list_and_email_contacts check_in
    check_in_guest checkin check_out_book set_status set_volume update_flow_status cancel_job cancel_profile_deletion
    merge_contacts merge_pull_request archive_project unarchive_project transfer_file transfer_issue transfer_ownership
    reset_password reset_filters createIssue SLACK_SEND_MESSAGE github-create-issue AirtableApi_AddBaseCollaborator
    enviar_mensaje award_badge create_list_of_contacts create_coupon_code subscribe_to_newsletter create_webhook_subscription reorder_items soft_delete_user
    undelete_file move_to_trash revoke_access stop_server resolve_thread post_message fork_repository star_repo send_email
    clear_cache remove_tag_from_contact remove_member_from_group book_meeting unsubscribe upsert_record git_checkout
    create_payment_method add_comment_to_invoice update_order_note issue_write page_publish upload-file share_list
    mark_as_read turn_on_light make_phone_call create_check_run send_invoice_reminder`,
  Execute: `run_query execute_sql runCode deploy_app restart_server invoke_lambda run_workflow trigger_build http_request
    call_api evaluate_javascript drag_and_drop browser_click browser_type navigate_to_url install_package run_tests
    rerun_workflow ssh_exec shell_command send_command start_container approve_command xcode_build eval`,
  Destructive: `delete DeleteUser github-delete-repo project_delete request_profile_deletion submit_account_deletion purge_queue
    purge_archive cancel_subscription cancel_order void_invoice delete_invoice reset_database factory_reset git_reset_hard
    empty_trash drop_table kill_process revoke_api_key remove_user clear_database bulk_delete_users wipe_device
    eliminar_cliente excluir_registro supprimer_client benutzer_löschen 删除用户 удалить_клиента deleteMany truncate_table
    list_and_delete_files post_proxy_delete_proxies search_and_destroy tf_destroy forget_memories`,
  Financial: `charge_customer create_charge createCharge refund_payment create_refund issue_refund create_payout create_invoice
    send_invoice crear_factura transfer_funds transfer_money transfer transferERC20 create_transfer create_subscription
    create_batch_of_invoices award_bounty place_order placeMarketOrder swap_tokens send_money book_flight pay_bill make_payment add_funds capture_payment
    checkout_cart stake_tokens buy_token sell_shares withdraw_funds confirm_payment_intent approve_refund place_bet`,
}

describe('names alone', () => {
  const classifyAlone = createClassifier()
  for (const category of CATEGORIES) {
    it.each(NAMES[category].split(/\s+/))(`${category}: %s`, (name) => {
      expect(classifyAlone({ name }).category).toBe(category)
    })
  }
})

/** What the rest of a definition adds. */
const DEFINITIONS: readonly (readonly [Category, ToolDefinition, ServerContext?])[] = [
  ['Read', { name: 'run_query', description: 'Runs a read-only SQL query.' }],
  ['Read', { name: 'query', description: 'Execute a read-only SQL query against the database' }],
  ['Execute', { name: 'query', description: 'Execute a SQL query', inputSchema: object({ sql: { type: 'string' } }) }],
  ['Execute', { name: 'find_things', description: 'Executes arbitrary JavaScript code in the page' }],
  ['Write', { name: 'list_members', description: 'Sends the list of members by e-mail to an address.' }],
  ['Write', { name: 'remove_product', description: 'Archive a product by moving it to the recycling bin.' }],
  ['Destructive', { name: 'tidy', description: 'Permanently deletes all finished tasks. This cannot be undone.' }],
  ['Destructive', { name: 'get_weather', description: 'Deletes all files of the account.' }],
  ['Destructive', { name: 'discounts', description: 'DELETE /discounts/{discount_id}' }],
  [
    'Destructive',
    { name: 'items', inputSchema: object({ action: { enum: ['list', 'create', 'delete'] }, id: { type: 'string' } }) },
  ],
  [
    'Write',
    {
      name: 'AddNote',
      description: 'Add a note.',
      inputSchema: object({ mode: { enum: ['get_request_schema', 'execute'] } }),
    },
  ],
  [
    'Execute',
    {
      name: 'request',
      inputSchema: object({ method: { enum: ['GET', 'POST', 'DELETE'] }, url: { type: 'string' } }),
    },
  ],
  [
    'Financial',
    { name: 'send', inputSchema: object({ amount: { type: 'number' }, recipient: {}, privateKey: {} }) },
    { name: 'solana-wallet' },
  ],
  ['Financial', { name: 'send_tokens' }, { name: 'crypto-wallet-mcp' }],
  ['Read', { name: 'add' }, { siblings: ['add', 'subtract', 'multiply', 'divide'] }],
  ['Write', { name: 'add' }, { siblings: ['add', 'list', 'remove'] }],
  ['Read', { name: 'acme_search' }, { siblings: ['acme_search', 'acme_delete', 'acme_list', 'acme_add'] }],
  ['Read', { name: 'data', description: '获取所有订单的列表' }],
  ['Destructive', { name: 'data', description: '指定したファイルを削除します' }],
  ['Write', { name: 'x', title: 'Rename folder' }],
]

describe('the rest of a definition', () => {
  const cases = DEFINITIONS.map(([category, tool, context = {}]) => ({ category, tool, context }))
  it.each(cases)('$category: $tool.name', ({ category, tool, context }) => {
    expect(classify(tool, context).category).toBe(category)
  })
})

describe('annotations', () => {
  it('loosen nothing while the server is not trusted', () => {
    const tool = { name: 'delete_user', annotations: { readOnlyHint: true, destructiveHint: false } }
    expect(classify(tool)).toEqual(classify({ name: 'delete_user' }))
    expect(classify(tool, { trusted: true }).category).not.toBe('Destructive')
  })

  it('tighten', () => {
    expect(classify({ name: 'get_page', annotations: { readOnlyHint: false } }).category).toBe('Write')
    expect(classify({ name: 'get_page', annotations: { destructiveHint: true } }).category).toBe('Write')
    expect(classify({ name: 'update_page', annotations: { destructiveHint: true } }).risk).toBe('High')
  })

  it('take nothing back of what the words say', () => {
    const tool = { name: 'sync_records', description: 'Permanently deletes the records of a project.' }
    const hinted = classify({ ...tool, annotations: { destructiveHint: true } })
    expect(hinted.category).toBe('Destructive')
    expect(hinted.category).toBe(classify(tool).category)
  })

  it('of a server that is not trusted never make a label milder, whatever the definition', () => {
    const names = Object.values(NAMES).flatMap((each) => each.split(/\s+/))
    const words = DEFINITIONS.map(([, tool]) => tool.description ?? '')
    const hint = fc.option(fc.boolean(), { nil: undefined })
    void fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...words),
        hint,
        hint,
        (name, description, reads, ruins) => {
          const annotations = {
            ...(reads !== undefined && { readOnlyHint: reads }),
            ...(ruins !== undefined && { destructiveHint: ruins }),
          }
          const plain = classify({ name, description })
          const hinted = classify({ name, description, annotations })
          expect(CATEGORIES.indexOf(hinted.category)).toBeGreaterThanOrEqual(CATEGORIES.indexOf(plain.category))
          expect(RISK_LEVELS.indexOf(hinted.risk)).toBeGreaterThanOrEqual(RISK_LEVELS.indexOf(plain.risk))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('prove that a query only reads where the server is trusted', () => {
    const tool = { name: 'run_query', annotations: { readOnlyHint: true } }
    expect(classify(tool).category).toBe('Execute')
    expect(classify(tool, { trusted: true }).category).toBe('Read')
  })
})

describe('a label', () => {
  it('names its evidence, strongest first, with where it was read', () => {
    const { evidence } = classify({ name: 'delete_profile', description: 'Deletes a profile. This cannot be undone.' })
    expect(evidence.map(({ signal, source }) => `${signal} ${source}`)).toEqual([
      'lead description',
      'verb name',
      'wording description',
    ])
    expect(evidence.every(({ because }) => because.length > 0)).toBe(true)
  })

  it('knows how sure it is', () => {
    const sure = classify({ name: 'delete_user', description: 'Deletes a user.' })
    const unsure = classify({ name: 'foo' })
    expect(sure.confidence).toBeGreaterThan(0.95)
    expect(unsure.confidence).toBeLessThan(0.7)
  })

  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom('delete user', 'constructor', '__proto__', '\u202edelete', 'get\u200b_user', '💣', 'a'.repeat(300)),
  )
  const json = fc.jsonValue({ maxDepth: 4 })

  it('is total and the same every time, whatever the definition', () => {
    void fc.assert(
      fc.property(text, text, json, json, (name, description, inputSchema, inner) => {
        const tool = { name, description, inputSchema: { properties: { [name]: inner, x: inputSchema } } }
        const context = { name: description, siblings: [name, description] }
        const label = classify(tool, context)
        expect(classify(structuredClone(tool), structuredClone(context))).toEqual(label)
        expect(CATEGORIES).toContain(label.category)
        expect(RISK_LEVELS).toContain(label.risk)
        expect(label.confidence).toBeGreaterThan(0.2)
        expect(label.confidence).toBeLessThanOrEqual(1)
        expect(classify({ name, description, inputSchema }).category).toBeTypeOf('string')
      }),
      { numRuns: 300 },
    )
  })

  it('quotes strangers without characters that are not seen and without markup', () => {
    const name = '<img\u202e src=x>\u200b_delete'
    const parameter = '<script>\u0000url</script>'
    const label = classify({ name, inputSchema: object({ [parameter]: { type: 'string' }, 'u\u202erl': {} }) })
    const words = JSON.stringify([label.evidence, label.reasons, label.findings.map(({ because }) => because)])
    expect(words).not.toMatch(/[<>\u0000\u200b\u202e]/)
  })
})

describe('megabytes', () => {
  const million = 1_000_000
  const hostile: readonly (readonly [string, ToolDefinition])[] = [
    ['a name', { name: 'get_'.repeat(million / 4) }],
    ['a name of bidi marks', { name: '\u202e\u200b'.repeat(million / 2) }],
    ['a name of capitals', { name: 'A'.repeat(million) }],
    ['a name of underscores', { name: '_'.repeat(million) }],
    ['a description', { name: 'x', description: 'delete '.repeat(million / 7) }],
    ['brackets', { name: 'x', description: '[('.repeat(million / 2) }],
    ['spaces', { name: 'x', description: `${' '.repeat(million)}x` }],
    ['execut executing', { name: 'x', description: 'executes a b '.repeat(million / 13) }],
    ['do not tell', { name: 'x', description: 'do not tell '.repeat(million / 12) }],
    ['choices', { name: 'x', inputSchema: object({ action: { enum: Array(million / 10).fill('delete') } }) }],
    [
      'parameters',
      { name: 'x', inputSchema: object(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`p${at}`, {}]))) },
    ],
    ['a note', { name: 'x', inputSchema: object({ action: { description: "'a' ".repeat(million / 4) } }) }],
  ]

  it.each(hostile)('%s is read in bounded time', (_, tool) => {
    const spent = stopwatch()
    classify(tool, { name: tool.name, description: tool.description ?? '', siblings: [tool.name] })
    expect(spent()).toBeLessThan(1_000)
  })

  it('takes time that grows with the number of siblings, not with its square', () => {
    const siblings = Array.from({ length: 100_000 }, (_, at) => `tool_${at}_get`)
    const spent = stopwatch()
    createClassifier({ siblings })
    expect(spent()).toBeLessThan(1_000)
  })
})
