import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../launcher/target/tidings/tidings.jar', import.meta.url));

// More than one is a cluster.
const NODES = Number(process.env.IM_SDK_NODES || 1);

const STORES = ['redis', 'mariadb', 'mongodb', 'artemis'];

// The first start unpacks an application server and three stores; on a slow machine that takes minutes.
const START_MS = 10 * 60_000;
// The launcher's word that a client can connect; a time may stand before it.
const READY = /^Ready\b|Tidings is ready/;
// A clean stop flushes the stores; after that it is told, then forced.
const STOP_MS = 60_000;
const FORCE_MS = 10_000;

/** The whole server on this machine, started by its launcher, for as long as the suite runs. */
export class Stack {
  #folder;
  #process;
  #ended;

  constructor(folder) {
    this.#folder = folder;
  }

  /** Starts it and returns what the tests need to know, as environment variables. */
  async start() {
    mkdirSync(this.#folder, { recursive: true });
    if (!(NODES >= 1 && NODES <= 9)) throw new Error(`IM_SDK_NODES is not a number from 1 to 9: ${process.env.IM_SDK_NODES}`);
    const [http, admin, ...stores] = await freePorts();
    const args = ['-jar', LAUNCHER, '--data', this.#folder, '--http-port', String(http), '--admin-port', String(admin)];
    // A developer's own stack may run beside this one.
    STORES.forEach((store, index) => args.push('--store-port', `${store}=${stores[index]}`));
    if (NODES > 1) args.push('--nodes', String(NODES), '--balancer', 'none');
    const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
    const log = createWriteStream(path.join(this.#folder, 'stack.log'));
    // A group of its own: an interrupt at the terminal reaches the suite alone, which then stops the stack in order.
    this.#process = spawn(java, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', resolve);
      this.#process.once('exit', resolve);
    });
    this.#process.stderr.pipe(log, { end: false });
    await this.#ready(log);
    // The nodes of a cluster listen on the ports that follow.
    const ports = NODES > 1 ? Array.from({ length: NODES }, (_, index) => http + 1 + index) : [http];
    return {
      IM_API_ADDR: ports.map((port) => `http://127.0.0.1:${port}/im`).join(','),
      IM_WS_ADDR: ports.map((port) => `ws://127.0.0.1:${port}/im/ws`).join(','),
      IM_ADMIN_SECRET: secret(path.join(this.#folder, 'secrets.properties')),
    };
  }

  /**
   * Stops it: the launcher is asked first, as a person would with Ctrl-C, because it stops its children in order; what
   * is then left of its process group is told, and at last forced. Returns when nothing of it runs any more.
   */
  async stop() {
    if (!this.#running()) return;
    this.#process.kill('SIGINT');
    if (await this.#gone(STOP_MS)) return;
    process.kill(-this.#process.pid, 'SIGTERM');
    if (await this.#gone(FORCE_MS)) return;
    process.kill(-this.#process.pid, 'SIGKILL');
    if (!(await this.#gone(FORCE_MS))) throw new Error(`the stack's process group ${this.#process.pid} does not end`);
  }

  /** Begins to stop it without waiting; for a signal handler, while {@link stop} follows. */
  abandon() {
    if (this.#running()) this.#process.kill('SIGINT');
  }

  /** Whether anything of the launcher's process group is left. */
  #running() {
    if (this.#process?.pid === undefined) return false;
    try {
      process.kill(-this.#process.pid, 0);
      return true;
    } catch (failure) {
      if (failure.code === 'ESRCH') return false;
      throw failure;
    }
  }

  async #gone(within) {
    for (const end = Date.now() + within; Date.now() < end; await sleep(100)) {
      if (!this.#running()) return true;
    }
    return false;
  }

  async #ready(log) {
    const lines = createInterface({ input: this.#process.stdout });
    const ready = new Promise((resolve) => {
      lines.on('line', (line) => {
        log.write(`${line}\n`);
        if (READY.test(line)) resolve('ready');
      });
    });
    const outcome = await Promise.race([ready, this.#ended.then(() => 'ended'), sleep(START_MS, 'late', { ref: false })]);
    if (outcome !== 'ready') {
      await this.stop();
      const why = outcome === 'late' ? `was not ready within ${START_MS / 60_000} minutes` : 'ended before it was ready';
      throw new Error(`the stack ${why}; see ${log.path}`);
    }
  }
}

function secret(file) {
  const line = readFileSync(file, 'utf8').split('\n').find((each) => /^im\.auth\.admin-secret\s*[=:]/.test(each));
  if (!line) throw new Error(`no im.auth.admin-secret in ${file}`);
  // The properties format escapes what separates; a secret has no other escapes.
  return line.slice(line.search(/[=:]/) + 1).trim().replaceAll(/\\(.)/g, '$1');
}

/**
 * A port for HTTP and one for the administration, each with as many free ones after it as there are nodes, and one for each
 * store.
 */
async function freePorts() {
  const held = [];
  const hold = (port) => new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      held.push(server);
      resolve(server.address().port);
    });
  });
  // The nodes of a cluster take the ports after HTTP's, the data grid those after the administration's.
  const withNext = async () => {
    for (let tries = 0; tries < 50; tries++) {
      const port = await hold(0);
      let free = port + NODES <= 65535;
      for (let next = 1; free && next <= NODES; next++) free = await hold(port + next).then(() => true, () => false);
      if (free) return port;
    }
    throw new Error('no free ports side by side');
  };
  const ports = [await withNext(), await withNext()];
  for (const _ of STORES) ports.push(await hold(0));
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
