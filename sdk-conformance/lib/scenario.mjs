import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Accounts } from './accounts.mjs';
import { serveAssets } from './assets.mjs';
import { Device, PLATFORM } from './device.mjs';
import { WASM_SDK, sdkFolder, wasmVersions } from './sdk.mjs';
import { Tab } from './tab.mjs';
import { target } from './target.mjs';
import { Trace } from './wire.mjs';

const CHROMIUM = process.env.IM_CHROMIUM || '/usr/bin/chromium';

// Everything in a scenario is bounded by shorter waits than this one, which is for a page that hangs.
const SCENARIO_MS = 120_000;

const FLAGS = [
  // A container has no user namespaces for the sandbox, and the only page opened is ours.
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  // The browser's own calls home: nothing but noise where there is no network.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of several devices are open at once, and none of them is in front.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** Runs the scenarios once for every version of the browser SDK that is to be tested, or says why it skips them. */
export function withEverySdk(title, scenarios, { skip = false } = {}) {
  for (const version of wasmVersions()) {
    describe(`${title} (${WASM_SDK} ${version})`, () => {
      const bench = new Bench(sdkFolder(WASM_SDK, version));
      before(() => skip || bench.open());
      after(() => bench.close());
      // A version whose own fault makes a scenario impossible is named beside the scenario, with the fault.
      scenarios((sentence, scenario, faultyIn = {}) => runScenario(sentence, bench, scenario, skip || (faultyIn[version] ?? false)));
    });
  }
}

function runScenario(sentence, bench, scenario, skip) {
  test(sentence, { timeout: SCENARIO_MS, skip }, async () => {
    const world = new World(bench);
    try {
      await scenario(world);
    } catch (failure) {
      console.log(world.report(sentence));
      await world.close();
      throw failure;
    }
    await world.leave();
  });
}

/** What all scenarios of a file share: the browser, the files it is served, and the tabs that nobody has now. */
class Bench {
  #folder;
  #idle = [];

  constructor(folder) {
    this.#folder = folder;
  }

  async open() {
    this.target = target();
    this.assets = await serveAssets(this.#folder);
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }

  /** A tab for this platform; of a cluster's nodes, the one that this number falls on. */
  async tab(platformID, number) {
    const { browser, assets, target: { nodes } } = this;
    const node = nodes[number % nodes.length];
    // The SDK keeps the platform of its first login for as long as the page lives, and the tab its node.
    const index = this.#idle.findIndex((tab) => tab.platformID === platformID && tab.node === node);
    if (index >= 0) return this.#idle.splice(index, 1)[0];
    return Tab.open({ browser, pageUrl: assets.url, node, platformID });
  }

  giveBack(tab) {
    this.#idle.push(tab);
  }

  async close() {
    await Promise.all(this.#idle.map((tab) => tab.close()));
    await this.browser?.close();
    await this.assets?.close();
  }
}

/** One scenario's users and devices, all of them new, all of them gone at its end. */
class World {
  #bench;
  #devices = [];
  #users = [];
  #rest = new Trace();
  #accounts;

  constructor(bench) {
    this.#bench = bench;
  }

  /** The REST API as a business server uses it. */
  async accounts() {
    this.#accounts ??= Accounts.signIn(this.#bench.target, this.#rest);
    return this.#accounts;
  }

  async user(nickname) {
    return (await this.accounts()).register(nickname);
  }

  async token(user, platformID) {
    return (await this.accounts()).tokenFor(user.userID, platformID);
  }

  /** A device with the SDK loaded, not logged in. */
  async blankDevice(user, platformID = PLATFORM.web) {
    const tab = await this.#bench.tab(platformID, this.#place(user));
    const name = `${user.nickname}'s device ${this.#devices.length + 1} (platform ${platformID})`;
    const device = new Device(tab, name, user, platformID);
    this.#devices.push(device);
    return device;
  }

  /** A number for the node of a user's next device: users begin on different nodes, and each goes on to the next. */
  #place(user) {
    let known = this.#users.find(({ userID }) => userID === user.userID);
    if (!known) this.#users.push(known = { userID: user.userID, next: this.#users.length });
    return known.next++;
  }

  /** A device that is logged in and in sync. */
  async device(user, platformID = PLATFORM.web) {
    const [device, token] = await Promise.all([this.blankDevice(user, platformID), this.token(user, platformID)]);
    await device.login(token);
    return device;
  }

  /** Two new users with a device each, logged in. */
  async pair() {
    const [alice, bob] = await Promise.all([this.user('alice'), this.user('bob')]);
    return Promise.all([this.device(alice), this.device(bob)]);
  }

  report(sentence) {
    const parts = [`\n──── trace of: ${sentence}`, `── business server\n${this.#rest}`];
    for (const device of this.#devices) parts.push(`── ${device.name}, ${device.user.userID}\n${device.trace}`);
    return `${parts.join('\n')}\n────\n`;
  }

  /** Ends a scenario that went well: its tabs are free for the next one. */
  async leave() {
    for (const tab of await Promise.all(this.#devices.map((device) => device.leave()))) {
      if (tab) this.#bench.giveBack(tab);
    }
  }

  /** Ends a scenario that went wrong: nothing of it is used again. */
  async close() {
    await Promise.all(this.#devices.map((device) => device.close()));
  }
}
