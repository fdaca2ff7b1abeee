import { Link } from './link.mjs';
import { describeFrame } from './wire.mjs';

/**
 * A browser context of its own, so a database of its own, with the SDK loaded, and a wire of its own to the server.
 * Loading the SDK takes seconds, so a tab serves one user after the other, as a browser does; what happens in it goes
 * to the device that has it now.
 */
export class Tab {
  device;
  #context;
  #links;

  static async open({ browser, pageUrl, node, platformID }) {
    const tab = new Tab();
    tab.platformID = platformID;
    tab.node = node;
    await tab.#wire(node.apiAddr, node.wsAddr);
    tab.#context = await browser.newContext();
    tab.page = await tab.#context.newPage();
    tab.#listen();
    await tab.page.exposeFunction('reportEvent', (event) => tab.device?.events.record(event));
    await tab.page.goto(pageUrl);
    await tab.page.waitForFunction('window.sdkReady', null, { timeout: 30_000 });
    return tab;
  }

  cut() {
    for (const link of this.#links) link.cut();
  }

  mend() {
    for (const link of this.#links) link.mend();
  }

  async close() {
    await this.#context.close();
    await Promise.all(this.#links.map((link) => link.close()));
  }

  async #wire(apiAddr, wsAddr) {
    const links = new Map();
    const through = async (address) => {
      const url = new URL(address);
      if (!['http:', 'ws:'].includes(url.protocol)) throw new Error(`${address}: a relay cannot stand in for a TLS server`);
      if (!links.has(url.host)) links.set(url.host, await Link.to(url.hostname, url.port || 80));
      return address.replace(url.host, `127.0.0.1:${links.get(url.host).port}`);
    };
    this.addresses = { apiAddr: await through(apiAddr), wsAddr: await through(wsAddr) };
    this.#links = [...links.values()];
  }

  #trace(line) {
    this.device?.trace.add(line);
  }

  #listen() {
    const { apiAddr } = this.addresses;
    this.page.on('websocket', (socket) => {
      this.#trace(`WS    open ${socket.url()}`);
      socket.on('framesent', ({ payload }) => this.#trace(`WS -> ${describeFrame(payload)}`));
      socket.on('framereceived', ({ payload }) => this.#trace(`WS <- ${describeFrame(payload)}`));
      socket.on('socketerror', (error) => this.#trace(`WS    error ${error}`));
      socket.on('close', () => this.#trace('WS    closed'));
    });
    this.page.on('response', async (response) => {
      if (!response.url().startsWith(apiAddr) || response.request().method() === 'OPTIONS') return;
      const body = await response.text().catch((gone) => `(${gone.message.split('\n')[0]})`);
      this.#trace(`REST  ${response.url().slice(apiAddr.length)} ${response.status()} ${body.slice(0, 200)}`);
    });
    this.page.on('requestfailed', (request) => {
      this.#trace(`REST  ${request.url()} failed: ${request.failure()?.errorText}`);
    });
    this.page.on('pageerror', (error) => this.#trace(`PAGE  ${error.message}`));
    this.page.on('console', (message) => {
      // What the browser says of requests and sockets is in the trace already.
      const known = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
      if (message.type() === 'error' && !known) this.#trace(`PAGE  ${message.text().slice(0, 300)}`);
    });
  }
}
