/** Work that is done once for each key, however many ask for it at the same time. What failed is done again when asked again. */
export class OncePerKey<T> {
  private readonly begun = new Map<string, Promise<T>>();

  do(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.begun.get(key);
    if (known) return known;
    const doing = work();
    this.begun.set(key, doing);
    doing.catch(() => this.forget(key));
    return doing;
  }

  forget(key: string): void {
    this.begun.delete(key);
  }
}
