// A TCP proxy between one client and the server that can be cut and restored.
import net from 'node:net';

export class Link {
  #to;
  #server = null;
  #sockets = new Set();
  port = 0;

  /** `to` is the server's port on this machine. */
  static async open(to) {
    const link = new Link();
    link.#to = to;
    await link.mend();
    return link;
  }

  get base() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on, connections come through again. */
  mend() {
    this.#server = net.createServer((near) => this.#join(near));
    return new Promise((resolve, reject) => {
      this.#server.on('error', reject);
      this.#server.listen(this.port, '127.0.0.1', () => {
        this.port = this.#server.address().port;
        resolve();
      });
    });
  }

  /** Every connection is gone at once, without a word of the client's, and none can be made. */
  async cut() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(near) {
    const far = net.connect(this.#to, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
