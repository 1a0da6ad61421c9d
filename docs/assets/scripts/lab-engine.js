/* The page's side of the worker: calls as promises, progress and output as callbacks. */
export class Engine {
  #worker = null;
  #calls = new Map();
  #next = 0;

  /* `progress(data)` while starting, `show(kind, text)` for output, `failed(message)` if the worker dies. */
  constructor({ progress, show, failed }) {
    Object.assign(this, { progress, show, failed });
  }

  get running() { return this.#worker !== null; }

  async start(config) {
    this.stop();
    const worker = new Worker(new URL('./lab-worker.js', import.meta.url), { type: 'module' });
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.stop(event.message || 'worker');
    });
    return this.call('start', config);
  }

  call(call, ...args) {
    if (!this.#worker) return Promise.reject(new Error('stopped'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, args });
    });
  }

  /* End the worker; what waits for it is refused. Its state is lost. */
  stop(message = 'stopped') {
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject } of waiting) reject(new Error(message));
    if (waiting.length && message !== 'stopped') this.failed?.(message);
  }

  #receive({ id, result, error, progress, show, kind, ...rest }) {
    if (progress) return this.progress?.({ progress, ...rest });
    if (show !== undefined) return this.show?.(kind, show);
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error !== undefined) call?.reject(new Error(error)); else call?.resolve(result);
  }
}
