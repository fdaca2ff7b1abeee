import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));

export const WASM_SDK = '@openim/wasm-client-sdk';
export const JS_SDK = '@openim/client-sdk';

/** The version that package.json pins, which `npm ci` brings. */
export const PINNED = JSON.parse(readFileSync(path.join(HERE, 'package.json'), 'utf8')).dependencies[WASM_SDK];

/** The versions of the browser SDK to test, in order. */
export function wasmVersions() {
  return list('IM_SDK_VERSIONS', PINNED);
}

/** The versions of the SDK without a browser to test; none unless asked for. */
export function jsVersions() {
  return list('IM_JS_SDK_VERSIONS', '');
}

/** Where a version's package lies: the pinned one where npm put it, any other in a folder of its own. */
export function sdkFolder(name, version) {
  const root = name === WASM_SDK && version === PINNED ? HERE : versionRoot(name, version);
  return path.join(root, 'node_modules', name);
}

export function versionRoot(name, version) {
  return path.join(HERE, 'target', 'sdk', `${name.replaceAll('/', '+')}@${version}`);
}

function list(variable, fallback) {
  const versions = (process.env[variable] || fallback).split(',').map((each) => each.trim()).filter(Boolean);
  for (const version of versions) {
    // It becomes an argument of npm and a folder's name.
    if (!/^\d[\w.-]*$/.test(version)) throw new Error(`${variable}: "${version}" is not a version`);
  }
  return versions;
}
