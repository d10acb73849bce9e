const nothing: readonly string[] = [];

/** Plates under keys that several may share. Most keys have one, and that one costs no more than itself. */
export class Shelves {
  readonly #shelves = new Map<string, string | string[]>();

  under(key: string): readonly string[] {
    const shelf = this.#shelves.get(key);
    return shelf === undefined ? nothing : typeof shelf === 'string' ? [shelf] : shelf;
  }

  put(key: string, plate: string): void {
    const shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, plate);
    else if (typeof shelf === 'string') this.#shelves.set(key, [shelf, plate]);
    else shelf.push(plate);
  }

  take(key: string, plate: string): void {
    const shelf = this.#shelves.get(key);
    if (typeof shelf !== 'object') {
      if (shelf === plate) this.#shelves.delete(key);
      return;
    }
    const at = shelf.indexOf(plate);
    const last = at < 0 ? undefined : shelf.pop();
    if (last !== undefined && at < shelf.length) shelf[at] = last;
    const [only] = shelf;
    if (shelf.length === 1 && only !== undefined) this.#shelves.set(key, only);
  }
}
