/** How much space the window has: what the page lays out otherwise where it is narrow. */

import { MediaQuery } from 'svelte/reactivity'

/** The bar has no space for all that can be done: the rest is in its menu More. */
export const compact = new MediaQuery('max-width: 1180px')

/** One thing at a time: filters and inspector lie over the samples, and are closed at first. */
export const phone = new MediaQuery('max-width: 640px')
