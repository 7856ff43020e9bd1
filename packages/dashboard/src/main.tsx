/** Begins: without a session it goes to the log-in, and comes back. */
import { createRoot } from 'react-dom/client'
import { goToLogIn, hasSession } from './api/session.ts'
import { App } from './app/app.tsx'
import { guardHistory } from './ui/unsaved.ts'
import './style.css'

guardHistory()
const root = document.getElementById('root')
if (!hasSession()) goToLogIn()
else if (root !== null) createRoot(root).render(<App />)
