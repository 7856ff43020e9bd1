import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

/** Built from the sources of all packages into the server's, which serves it. */
export default defineConfig({
  plugins: [react(), tailwindcss(), themeFirst()],
  resolve: { conditions: ['portcullis-source', ...defaultClientConditions] },
  build: {
    outDir: '../server/dist/dashboard',
    emptyOutDir: true,
    // The content policy allows files of our own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
})

/**
 * The catalogue's script that sets the chosen theme, as a file that the browser runs before it paints: modules run later,
 * and the page would flash where the choice is not what the system says.
 */
function themeFirst(): Plugin {
  const script = fileURLToPath(new URL('../site/assets/client/theme.js', import.meta.url))
  const source = readFileSync(script, 'utf8')
  const fileName = `assets/theme-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`
  return {
    name: 'theme first',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', fileName, source })
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' }],
  }
}
