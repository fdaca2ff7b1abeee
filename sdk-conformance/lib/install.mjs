import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { JS_SDK, PINNED, WASM_SDK, jsVersions, versionRoot, wasmVersions } from './sdk.mjs';

// Brings every version that is asked for beside the pinned one. They are drivers of a test: fetched for it, never a
// dependency, never part of what is built.
for (const version of wasmVersions()) {
  if (version !== PINNED) install(WASM_SDK, version);
}
for (const version of jsVersions()) install(JS_SDK, version);

function install(name, version) {
  const root = versionRoot(name, version);
  if (existsSync(path.join(root, 'node_modules', name, 'package.json'))) return;
  mkdirSync(root, { recursive: true });
  // Without a package.json of its own npm would walk up and change ours.
  writeFileSync(path.join(root, 'package.json'), '{"private":true}\n');
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--no-package-lock', `${name}@${version}`];
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm could not bring ${name}@${version}`);
}
