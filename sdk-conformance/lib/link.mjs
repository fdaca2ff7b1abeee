import net from 'node:net';

/**
 * A device's own wire to the server: a TCP relay that can be cut and mended. A cut closes what is open and refuses what
 * is new, on both sides at once, which a browser's offline switch does not do to a WebSocket that is already open.
 */
export class Link {
  #server;
  #pairs = new Set();
  #up = true;

  static async to(host, port) {
    const link = new Link();
    link.#server = net.createServer((near) => link.#join(near, host, port));
    await new Promise((resolve, reject) => {
      link.#server.once('error', reject);
      link.#server.listen(0, '127.0.0.1', resolve);
    });
    return link;
  }

  get port() {
    return this.#server.address().port;
  }

  cut() {
    this.#up = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  mend() {
    this.#up = true;
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near, host, port) {
    if (!this.#up) {
      near.destroy();
      return;
    }
    const far = net.connect(port, host);
    const pair = [near, far];
    this.#pairs.add(pair);
    // An error here is a side that went away: the other side learns it by the close, as over a real wire.
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    near.pipe(far);
    far.pipe(near);
  }
}
