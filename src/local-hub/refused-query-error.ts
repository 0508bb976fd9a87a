/** A request the local Hub answers with 400; the message is the body's `error`. */
export class RefusedQueryError extends Error {}
