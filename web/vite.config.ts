import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const server = 'http://127.0.0.1:8737'

export default defineConfig({
  // No address of the page begins at the host's root: a proxy may put a path before it.
  base: './',
  experimental: {
    renderBuiltUrl: (file, { hostId, hostType }) =>
      hostType === 'html' ? (hostId === 'ask.html' ? `../${file}` : file) : { relative: true },
  },
  plugins: [svelte()],
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    outDir: '../src/labelbook/server/page',
    emptyOutDir: true,
    target: 'es2023',
    // The page of an expert with a phone is an entry of its own: it loads none of the book.
    rolldownOptions: { input: ['index.html', 'ask.html'] },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true, changeOrigin: true },
      '/join': { target: server, changeOrigin: true },
      '/ask/': { target: server, changeOrigin: true },
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'lint/**/*.test.js'],
    environment: './tests/environment.ts',
    // Tests run modules as a browser gets them, but their little server needs the real ws.
    alias: { ws: fileURLToPath(new URL('node_modules/ws/wrapper.mjs', import.meta.url)) },
    benchmark: { include: ['bench/**/*.bench.ts'] },
  },
})
