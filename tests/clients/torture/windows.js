// When the entries of one timeline can have happened. Pure: owns bounds and the reasons for them,
// knows no call and no rule.
//
// Entry p was stored at some moment t(p), and t(1) ≤ t(2) ≤ … ≤ t(n), since their order is the
// order of their numbers. The state after p held from t(p) to t(p+1). Whatever anybody was told
// bounds these moments from below or above; a history that leaves no moment for some entry was not
// in any one order.

export class Windows {
  #size;
  #low;
  #high;
  #lowWhy = [];
  #highWhy = [];
  #sightings = [];

  constructor(entries) {
    this.#size = entries;
    this.#low = new Float64Array(entries + 2).fill(-Infinity);
    this.#high = new Float64Array(entries + 2).fill(Infinity);
    // What was there before the first entry was always there; what would come after the last one
    // never came.
    this.#high[0] = -Infinity;
    this.#low[entries + 1] = Infinity;
  }

  low(p) {
    return this.#low[p];
  }
  high(p) {
    return this.#high[p];
  }

  /** Entry p was not there before `time`. */
  notBefore(p, time, why) {
    if (p < 1 || p > this.#size || time <= this.#low[p]) return;
    this.#low[p] = time;
    this.#lowWhy[p] = why;
  }

  /** Entry p was there at `time`. */
  notAfter(p, time, why) {
    if (p < 1 || p > this.#size || time >= this.#high[p]) return;
    this.#high[p] = time;
    this.#highWhy[p] = why;
  }

  /**
   * At some moment between `begin` and `end`, the state was one of those after the entries `first`
   * to `last`.
   */
  seen([first, last], begin, end, why) {
    this.notAfter(first, end, why);
    this.notBefore(last + 1, begin, why);
  }

  /** The same, but it may have been any of several stretches of states. */
  seenOneOf(stretches, begin, end, why) {
    this.#sightings.push({ stretches, begin, end, why });
  }

  /** Carries every bound on to the entries that it concerns. */
  spread() {
    const low = this.#low;
    const high = this.#high;
    for (let p = 1; p <= this.#size; p += 1) {
      if (low[p - 1] > low[p]) {
        low[p] = low[p - 1];
        this.#lowWhy[p] = this.#lowWhy[p - 1];
      }
    }
    for (let p = this.#size; p >= 1; p -= 1) {
      if (high[p + 1] < high[p]) {
        high[p] = high[p + 1];
        this.#highWhy[p] = this.#highWhy[p + 1];
      }
    }
  }

  /**
   * Decides the sightings and gives what cannot be: {unseen: [why]} for what was never the case
   * while somebody was told so, {crossed: [{p, low, high}]} for entries that must have come both
   * after one thing and before an earlier one.
   */
  settle() {
    const unseen = [];
    let open = this.#sightings;
    for (let again = true; again; ) {
      again = false;
      this.spread();
      const undecided = [];
      for (const sighting of open) {
        const { begin, end, why } = sighting;
        const possible = sighting.stretches.filter(
          ([first, last]) => this.#low[first] <= end && this.#high[last + 1] >= begin,
        );
        if (possible.length === 0) {
          unseen.push(why);
        } else if (possible.length === 1) {
          this.seen(possible[0], begin, end, why);
          again = true;
        } else {
          undecided.push({ ...sighting, stretches: possible });
        }
      }
      open = undecided;
    }
    return { unseen, crossed: this.#crossed() };
  }

  #crossed() {
    const crossed = [];
    const told = new Set();
    for (let p = 1; p <= this.#size; p += 1) {
      if (this.#low[p] <= this.#high[p]) continue;
      const pair = { p, low: this.#lowWhy[p], high: this.#highWhy[p] };
      const key = `${pair.low} ${pair.high}`;
      if (!told.has(key)) crossed.push(pair);
      told.add(key);
    }
    return crossed;
  }
}
