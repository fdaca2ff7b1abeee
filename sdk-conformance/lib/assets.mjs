import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  // Without this type the browser refuses to compile while it downloads.
  '.wasm': 'application/wasm',
};

/** Serves the page and one SDK package, as a web application that hosts the SDK would. */
export async function serveAssets(sdkFolder) {
  const roots = { '/lib/': path.join(sdkFolder, 'lib'), '/assets/': path.join(sdkFolder, 'assets'), '/': PAGE };
  const server = http.createServer((request, response) => {
    answer(roots, request, response).catch((failure) => response.destroy(failure));
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

async function answer(roots, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const prefix = Object.keys(roots).find((root) => pathname.startsWith(root));
  const file = path.join(roots[prefix], pathname.slice(prefix.length) || 'index.html');
  const type = TYPES[path.extname(file)];
  const found = type && file.startsWith(roots[prefix]) ? await stat(file).catch(() => null) : null;
  if (!found?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  // The SDK asks with HEAD whether the core it has cached is still the one that is served.
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': found.size,
    'Last-Modified': found.mtime.toUTCString(),
    ETag: `"${found.size}-${found.mtimeMs}"`,
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
}
