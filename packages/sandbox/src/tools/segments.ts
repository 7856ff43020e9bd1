/** Segments: groups that profiles belong to by what they did. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Segments. */
export const segments: readonly Tool[] = [listTool('get_segments', 'segments'), getTool('get_segment', 'segments')]
