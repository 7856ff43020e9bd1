// @ts-check
/** What every page does with scripts. Without them all of it is a link, a form, or left out. */
import { copyOnClick } from './copy.js'
import { stackOnClick } from './my-stack.js'
import { searchWhileTyping } from './search.js'
import { switchTheme } from './theme-switch.js'

copyOnClick()
stackOnClick()
searchWhileTyping()
switchTheme()
