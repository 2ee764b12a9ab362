/** The view as the server has it and as somebody has just changed it. */

const OWN_WORD = 2000;

/** A view of which the newest change counts, wherever it was made. */
export class OwnView {
  /** What counts now; null before the server has sent a view. @type {any} */
  fields = null;
  #served = {};
  #changed = new Map();

  /**
   * The server's view, except for what was changed here and it has not heard of yet.
   * @param {object} theirs
   */
  adopt(theirs) {
    this.fields ??= { ...theirs };
    for (const [field, value] of Object.entries(theirs)) {
      const own = this.#changed.get(field);
      if (!own) this.fields[field] = value;
      else if (same(value, own.mine)) this.#changed.delete(field);
      else if (!same(value, own.before) && performance.now() - own.when > OWN_WORD) {
        this.fields[field] = value;
        this.#changed.delete(field);
      }
    }
    this.#served = theirs;
  }

  /**
   * What somebody changes here.
   * @param {object} fields with their new values.
   */
  change(fields) {
    Object.assign(this.fields, fields);
    for (const [field, mine] of Object.entries(fields)) {
      const before = this.#changed.get(field)?.before ?? this.#served[field];
      this.#changed.set(field, { mine, before, when: performance.now() });
    }
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
