/** Campaigns: messages sent once to many. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Campaigns. */
export const campaigns: readonly Tool[] = [listTool('get_campaigns', 'campaigns'), getTool('get_campaign', 'campaigns')]
