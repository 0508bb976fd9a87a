/** Parts of the listing walked at once, unless told: half a second a page, they keep up with every quota. */
export const defaultConcurrency = 6;
