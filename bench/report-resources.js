// Loaded before a program (node --import): tells on file descriptor 3, at its end, what it took.
import { writeSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';

const MOST_SAMPLES = 4096;
let everyMs = 50;
let samples = [];

function sample() {
  samples.push([performance.now(), process.memoryUsage.rss()]);
  if (samples.length < MOST_SAMPLES) return;
  samples = samples.filter((_, index) => index % 2 === 0);
  clearInterval(timer);
  everyMs *= 2;
  timer = setInterval(sample, everyMs).unref();
}

let timer = setInterval(sample, everyMs).unref();

process.on('exit', () => {
  const endMs = performance.now();
  const { user, system } = process.cpuUsage();
  const told = {
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    cpuSeconds: (user + system) / 1e6,
    rssSamples: samples.map(([atMs, bytes]) => [atMs / endMs, bytes]),
  };
  try {
    writeSync(3, JSON.stringify(told));
  } catch {
    // Nobody listens.
  }
});
