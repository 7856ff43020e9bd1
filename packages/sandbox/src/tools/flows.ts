/** Flows: messages sent when something happens. */
import { z } from 'zod'
import { notFound } from '../store/resource.ts'
import { BY_ID, getTool, listTool, type Tool, tool } from './tool.ts'

const updateFlowStatus = tool(
  'update_flow_status',
  z.strictObject({ ...BY_ID.shape, status: z.enum(['draft', 'manual', 'live']) }),
  (shop, { id, status }) => {
    const data = shop.flows.update(id, { attributes: { status, updated: shop.now() } })
    return data ? { data } : notFound('flow', id)
  },
)

/** Flows. */
export const flows: readonly Tool[] = [listTool('get_flows', 'flows'), getTool('get_flow', 'flows'), updateFlowStatus]
