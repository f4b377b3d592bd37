/** Union-find over names: which belong together, each to itself at first. */
export class Groups {
  readonly #parents: Map<string, string>;

  constructor(names: Iterable<string>) {
    this.#parents = new Map([...names].map((name) => [name, name]));
  }

  /** The name that stands for the group `name` is in; it changes when groups are joined. */
  find(name: string): string {
    let root = name;
    for (let parent = this.#parent(root); parent !== root; parent = this.#parent(root)) root = parent;
    for (let each = name; each !== root; ) {
      const parent = this.#parent(each);
      this.#parents.set(each, root);
      each = parent;
    }
    return root;
  }

  join(a: string, b: string): void {
    this.#parents.set(this.find(b), this.find(a));
  }

  /** The groups, in the order of their first names. */
  all(): string[][] {
    const groups = new Map<string, string[]>();
    for (const name of this.#parents.keys()) {
      const root = this.find(name);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [name]);
      else group.push(name);
    }
    return [...groups.values()];
  }

  #parent(name: string): string {
    const parent = this.#parents.get(name);
    if (parent === undefined) throw new RangeError(`"${name}" is in no group`);
    return parent;
  }
}
