// Curves sampled where they need it: many points where they are steep, few where they are flat.

/** Add a point between the two neighbours that are farthest apart; `end` is the axis's length. */
export function improve(points, evaluate, end) {
  let [where, most] = [1, -1];
  for (let i = 1; i < points.length; i += 1) {
    const [left, right] = [points[i - 1], points[i]];
    const apart = Math.hypot((right.degree - left.degree) / end, right.value - left.value);
    if (apart > most) [where, most] = [i, apart];
  }
  points.splice(where, 0, evaluate((points[where - 1].degree + points[where].degree) / 2));
}

/** Sample a curve over (0, end]: evenly first, then `more` points where it is steep. */
export function sampled(evaluate, end, even, more) {
  const points = Array.from({ length: even }, (_, i) => evaluate((end * Math.max(i, 0.1)) / (even - 1)));
  for (let i = 0; i < more; i += 1) improve(points, evaluate, end);
  return points;
}
