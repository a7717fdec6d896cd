// Tails of Bin(N, 1/2). They depend on N alone, so one table serves every other slider.

const REACH = 38.6; // standard deviations: beyond them a tail is below the smallest float
const tables = new Map();

/**
 * The tails of Bin(N, 1/2): `atLeast(k)`, `below(k)` and `between(low, high)` (low <= K < high).
 * Each has full relative precision, down to 1e-308.
 */
export function binomial(N) {
  if (!tables.has(N)) {
    if (tables.size > 8) tables.clear();
    tables.set(N, build(N));
  }
  return tables.get(N);
}

function build(N) {
  const half = Math.floor(N / 2);
  const last = Math.min(N, Math.ceil(N / 2 + (REACH * Math.sqrt(N)) / 2));
  const size = last - half + 1;
  // Masses from the middle up, relative to the middle one; the others by symmetry.
  const mass = new Float64Array(size);
  mass[0] = 1;
  for (let i = 1; i < size; i += 1) mass[i] = (mass[i - 1] * (N - half - i + 1)) / (half + i);
  const tail = new Float64Array(size + 1);
  for (let i = size - 1; i >= 0; i -= 1) tail[i] = tail[i + 1] + mass[i];
  // All the mass: for even N the middle one counts once, for odd N there are two of it.
  const total = N % 2 ? 2 * tail[1] : 2 * tail[0] - mass[0];
  for (let i = 0; i < size; i += 1) {
    mass[i] /= total;
    tail[i] /= total;
  }
  const upper = (k) => (k > last ? 0 : tail[k - half]);
  const atLeast = (k) => (k <= 0 ? 1 : k >= half + 1 ? upper(k) : 1 - upper(N - k + 1));
  const below = (k) => (k > N ? 1 : k <= N - half ? upper(N - k + 1) : 1 - upper(k));
  const at = (k) => (k < half ? at(N - k) : k > last ? 0 : mass[k - half]);
  function between(low, high) {
    if (high <= low) return 0;
    const whole = low > half ? atLeast(low) : below(high);
    const taken = low > half ? atLeast(high) : below(low);
    if (taken < 0.999 * whole) return whole - taken;
    let sum = 0; // a thin slice: its masses one by one, since the tails would cancel
    for (let k = Math.max(low, N - last); k < Math.min(high, last + 1); k += 1) sum += at(k);
    return sum;
  }
  return { atLeast, below, between, mass: at, half, last };
}
