/** How the map is shown and what a drag on it does; kept while the page is open. */

import type { MapOptions } from './scene.svelte'

export type Tool = 'move' | 'box' | 'lasso'

export const options: MapOptions = $state({ density: false, hidden: false })
export const tools: { tool: Tool } = $state({ tool: 'move' })
