/** Node as it is, but modules as the browser gets them: Svelte's signals work. */

import type { Environment } from 'vitest/runtime'

export default {
  name: 'signals',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment
