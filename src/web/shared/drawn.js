// What has been drawn of each thing in a long list: one more costs its own drawing, and not that of all again. The
// library leaves alone what it is given a second time.

/** @template {object} Thing */
export class Drawn {
  /** @type {WeakMap<Thing, {given: unknown[], drawn: unknown}>} */
  #known = new WeakMap();

  /**
   * @param {Thing} thing
   * @param {unknown[]} given whatever the drawing depends on besides the thing and signals; as many each time
   * @param {() => unknown} draw
   */
  of(thing, given, draw) {
    const known = this.#known.get(thing);
    if (known && known.given.every((one, index) => one === given[index])) return known.drawn;
    const drawn = draw();
    this.#known.set(thing, { given, drawn });
    return drawn;
  }
}
