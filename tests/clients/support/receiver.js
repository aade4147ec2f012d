// A webhook receiver on loopback: records every call, and answers as the test says. Owns its port.
import http from 'node:http';

export class Receiver {
  calls = [];
  /** The status for a call; given the call and how many there were. */
  answer = () => 204;
  #server;
  #waiting = [];

  static async listen() {
    const receiver = new Receiver();
    receiver.#server = http.createServer((request, response) => receiver.#take(request, response));
    await new Promise((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    receiver.port = receiver.#server.address().port;
    receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
    return receiver;
  }

  #take(request, response) {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const call = {
        path: request.url,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      this.calls.push(call);
      const { status = 204, headers = {} } = [this.answer(call, this.calls.length)].map((reply) =>
        typeof reply === 'number' ? { status: reply } : reply,
      )[0];
      response.writeHead(status, headers).end();
      this.#waiting = this.#waiting.filter(
        ({ isEnough, resolve }) => !(isEnough(this.calls) && (resolve(this.calls), true)),
      );
    });
  }

  /** The calls, once there are so many, or once `isEnough` holds for them. */
  until(isEnough, patience = 30_000) {
    const holds = typeof isEnough === 'number' ? (calls) => calls.length >= isEnough : isEnough;
    if (holds(this.calls)) return Promise.resolve(this.calls);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the receiver waited in vain; it got ${this.calls.length} calls`)),
        patience,
      );
      this.#waiting.push({
        isEnough: holds,
        resolve: (calls) => {
          clearTimeout(timer);
          resolve(calls);
        },
      });
    });
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
