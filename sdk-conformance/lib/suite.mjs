import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Stack } from './stack.mjs';

// Enough to close a browser with a handful of pages.
const END_TESTS_MS = 10_000;

const HERE = fileURLToPath(new URL('..', import.meta.url));

// Runs every test file against the server that the environment names, or against a stack started for it. Whatever is
// started here is stopped here: at the end, after a failure, and when the build is interrupted.
let stack;
let tests;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    endTests();
    stack?.abandon();
  });
}

try {
  const given = ['IM_API_ADDR', 'IM_WS_ADDR', 'IM_ADMIN_SECRET'].filter((name) => process.env[name]);
  if (given.length > 0 && given.length < 3) throw new Error(`all of IM_API_ADDR, IM_WS_ADDR, IM_ADMIN_SECRET, or none: only ${given}`);
  let target = {};
  if (given.length === 0) {
    stack = new Stack(path.join(HERE, 'target', 'stack'));
    target = await stack.start();
  }
  process.exitCode = interrupted ? 1 : await runTests(target);
} catch (failure) {
  console.error(`SDK conformance: ${failure.message}`);
  process.exitCode = 1;
} finally {
  await stack?.stop();
}

async function runTests(target) {
  const files = readdirSync(path.join(HERE, 'test')).filter((name) => name.endsWith('.test.mjs')).sort();
  // One file at a time: each has a browser with several pages, which is enough for one machine.
  const args = ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files.map((name) => path.join('test', name))];
  // A group of its own: the runner does not end the test files it has started, which in turn end their browsers.
  const options = { cwd: HERE, env: { ...process.env, ...target }, stdio: ['ignore', 'inherit', 'inherit'], detached: true };
  tests = spawn(process.execPath, args, options);
  return new Promise((resolve, reject) => {
    tests.on('error', reject);
    tests.on('exit', async (code) => {
      // An interrupted runner ends before its test files do.
      while (interrupted && testsRun()) await sleep(100);
      resolve(interrupted ? 1 : code ?? 1);
    });
  });
}

// At an interrupt, and not at a termination, the browser's driver closes the browser and ends the process.
function endTests() {
  if (!testsRun()) return;
  process.kill(-tests.pid, 'SIGINT');
  setTimeout(() => testsRun() && process.kill(-tests.pid, 'SIGKILL'), END_TESTS_MS).unref();
}

/** Whether anything of the runner's process group is left. */
function testsRun() {
  if (tests?.pid === undefined) return false;
  try {
    return process.kill(-tests.pid, 0);
  } catch (failure) {
    if (failure.code === 'ESRCH') return false;
    throw failure;
  }
}
