import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.js';
import { LockedError } from '../../src/errors.js';
import { StoreLock } from '../../src/store/lock.js';
import { tempFolder } from '../support/temp.js';

const holder = { pid: process.pid, command: 'test' };

describe('a lock', () => {
  it('is held by one, and leaves no file when it is told to', () => {
    const path = join(tempFolder(), 'oai.db');
    const lock = StoreLock.acquire(path, holder, systemClock);
    expect(() => StoreLock.acquire(path, holder, systemClock)).toThrow(LockedError);
    lock.release();
    expect(existsSync(`${path}.lock`)).toBe(true);
    StoreLock.acquire(path, holder, systemClock).releaseAndRemove();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('is on the file that others see, also when its file is taken away while it is being acquired', () => {
    const folder = tempFolder();
    const path = join(folder, 'oai.db');
    let asked = 0;
    // The time is read while the lock is being written.
    const clock: Clock = {
      ...systemClock,
      now: () => {
        if ((asked += 1) === 1) rmSync(`${path}.lock`);
        return systemClock.now();
      },
    };
    const lock = StoreLock.acquire(path, holder, clock);
    expect(asked).toBe(2);
    expect(() => StoreLock.acquire(path, holder, systemClock)).toThrow(LockedError);
    lock.releaseAndRemove();
    expect(readdirSync(folder)).toEqual([]);
  });
});
