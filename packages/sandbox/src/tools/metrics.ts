/** Metrics: the kinds of events. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Metrics. */
export const metrics: readonly Tool[] = [listTool('get_metrics', 'metrics'), getTool('get_metric', 'metrics')]
