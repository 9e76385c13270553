import { defineConfig, type Plugin } from 'vite'

/**
 * The script and the style of a report, which stand inside its one file: one of each, without
 * modules, without the page's framework, and dark where the reader's system is.
 */
export default defineConfig({
  plugins: [darkBySystem()],
  build: {
    outDir: '../src/labelbook/report/viewer',
    emptyOutDir: true,
    target: 'es2023',
    lib: { entry: 'src/report/main.ts', formats: ['iife'], name: 'report', cssFileName: 'report' },
    rolldownOptions: { output: { entryFileNames: 'report.js' } },
  },
})

/** A report has no setting for its theme, and shows the right one before its script runs. */
function darkBySystem(): Plugin {
  return {
    name: 'dark-by-system',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('ui/tokens.css')) return null
      const system = '@media (prefers-color-scheme: dark) { :root $1 }'
      const changed = code.replace(/:root\[data-theme='dark'\] (\{[^}]*\})/, system)
      if (changed === code) this.error('ui/tokens.css has no dark theme as it is known here.')
      return changed
    },
  }
}
