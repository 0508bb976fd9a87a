const OBJECT_ID = /^[0-9a-f]{24}$/;

/** True for the 24 lower-case hex digits of a Mongo ObjectId. */
export function isObjectId(value: string): boolean {
  return OBJECT_ID.test(value);
}

/** Creation time in Unix seconds, read from the first four bytes of an ObjectId. */
export function objectIdSeconds(objectId: string): number {
  return Number.parseInt(objectId.slice(0, 8), 16);
}

/** The smallest ObjectId of a second: where a `createdAt` walk can be cut. */
export function firstObjectIdOf(seconds: number): string {
  return seconds.toString(16).padStart(8, '0') + '0'.repeat(16);
}
