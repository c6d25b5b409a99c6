/* levels.ts: the window of each ladder, and what lies outside. */
#ifndef HOTPATH_ORDER_BOOK_LEVELS_H
#define HOTPATH_ORDER_BOOK_LEVELS_H

enum { MISSES_TOLERATED = 8 };

INLINE int64_t cell_at(const word *I, int64_t at, double relative) {
  return I[at + LADDER_WINDOW] + (int64_t)((I[at + LADDER_ORIGIN] + (int32_t)relative) & (I[STATE_CELLS] - 1));
}

INLINE int32_t level_in_window(word *I, int64_t at, double key) {
  double relative = key - *reals(I, at + 2 * LADDER_BASE);
  return relative >= 0 && relative < I[STATE_CELLS] ? I[cell_at(I, at, relative)] : 0;
}

/* The caller has counted the levels: there is a record. */
INLINE int32_t allocate_level(word *I, int32_t ladder, double key) {
  int32_t level = I[STATE_LEVEL_FREE];
  if (level != 0) {
    int32_t free = I[level_at(I, level) + LEVEL_HEAD];
    I[STATE_LEVEL_FREE] = free;
    __builtin_prefetch(I + level_at(I, free), 1, 3);
  } else {
    level = ++I[STATE_LEVEL_TOUCHED];
  }
  int64_t level_pos = level_at(I, level);
  *reals(I, level_pos + 2 * LEVEL_QUANTITY) = 0;
  *reals(I, level_pos + 2 * LEVEL_KEY) = key;
  I[level_pos + LEVEL_HEAD] = 0;
  I[level_pos + LEVEL_TAIL] = 0;
  I[level_pos + LEVEL_COUNT] = 0;
  I[level_pos + LEVEL_LADDER] = ladder;
  I[level_pos + LEVEL_IS_FAR] = 0;
  I[STATE_LEVELS]++;
  int64_t at = ladder_at(I, ladder);
  I[at + LADDER_LEVELS]++;
  if (key < *reals(I, at + 2 * LADDER_BEST_KEY)) {
    *reals(I, at + 2 * LADDER_BEST_KEY) = key;
    I[at + LADDER_BEST] = level;
  }
  return level;
}

INLINE void enter_window(word *I, int64_t at, double relative, int32_t level) {
  int64_t cell = cell_at(I, at, relative);
  I[cell] = level;
  set_bit(I + I[at + LADDER_BITS], I[STATE_CELLS], (int32_t)(cell - I[at + LADDER_WINDOW]));
  I[at + LADDER_NEAR_LEVELS]++;
}

INLINE void leave_window(word *I, int64_t at, int64_t level_pos) {
  int64_t cell = cell_at(I, at, *reals(I, level_pos + 2 * LEVEL_KEY) - *reals(I, at + 2 * LADDER_BASE));
  I[cell] = 0;
  clear_bit(I + I[at + LADDER_BITS], I[STATE_CELLS], (int32_t)(cell - I[at + LADDER_WINDOW]));
  I[at + LADDER_NEAR_LEVELS]--;
}

static void evict(word *I, int64_t at, int32_t from, int32_t to) {
  int32_t cell = from;
  while (cell < to) {
    cell = next_bit(I + I[at + LADDER_BITS], I[STATE_CELLS], cell);
    if (cell == -1 || cell >= to) return;
    int32_t level = I[I[at + LADDER_WINDOW] + (int64_t)cell];
    leave_window(I, at, level_at(I, level));
    far_insert(I, level);
    cell++;
  }
}

COLD void move_window(word *I, int64_t at, double base) {
  int32_t cells = I[STATE_CELLS], mask = cells - 1, origin = I[at + LADDER_ORIGIN];
  double shift = base - *reals(I, at + 2 * LADDER_BASE);
  if (shift >= cells || shift <= -cells) {
    evict(I, at, 0, cells);
    I[at + LADDER_ORIGIN] = 0;
  } else {
    int32_t by = (int32_t)shift;
    int32_t from = by > 0 ? origin : (origin + cells + by) & mask;
    int32_t end = from + (by < 0 ? -by : by);
    evict(I, at, from, end < cells ? end : cells);
    evict(I, at, 0, end > cells ? end - cells : 0);
    I[at + LADDER_ORIGIN] = (origin + by) & mask;
  }
  *reals(I, at + 2 * LADDER_BASE) = base;
  I[at + LADDER_MISSES] = 0;
  I[STATE_MOVES]++;
  int32_t level = far_at_or_after(I, I[at + LADDER_FAR_ROOT], base);
  while (level != 0) {
    double relative = key_of(I, level) - base;
    if (relative >= cells) return;
    int32_t next = far_next(I, level);
    far_remove(I, level);
    enter_window(I, at, relative, level);
    level = next;
  }
}

/* Counts a lookup outside of the window; whether the window moved and now covers the key. */
COLD int miss(word *I, int64_t at, double key) {
  int32_t cells = I[STATE_CELLS];
  double best = *reals(I, at + 2 * LADDER_BEST_KEY);
  double base = (best < key ? best : key) - (cells >> 2);
  if (key - base >= cells) return 0;
  if (++I[at + LADDER_MISSES] <= I[at + LADDER_NEAR_LEVELS] + MISSES_TOLERATED) return 0;
  move_window(I, at, base);
  return 1;
}

COLD int32_t obtain_far(word *I, int32_t ladder, double key) {
  int32_t found = far_find(I, I[ladder_at(I, ladder) + LADDER_FAR_ROOT], key);
  if (found != 0) return found;
  int32_t level = allocate_level(I, ladder, key);
  far_insert(I, level);
  return level;
}

static int32_t make_level(word *I, int32_t ladder, double key) {
  int64_t at = ladder_at(I, ladder);
  int32_t cells = I[STATE_CELLS];
  if (I[at + LADDER_LEVELS] == 0) {
    *reals(I, at + 2 * LADDER_BASE) = key - (cells >> 2);
    I[at + LADDER_ORIGIN] = 0;
    I[at + LADDER_MISSES] = 0;
  }
  double relative = key - *reals(I, at + 2 * LADDER_BASE);
  if (UNLIKELY(!(relative >= 0 && relative < cells))) {
    if (!miss(I, at, key)) return obtain_far(I, ladder, key);
    relative = key - *reals(I, at + 2 * LADDER_BASE);
    int32_t found = I[cell_at(I, at, relative)];
    if (found != 0) return found;
  }
  int32_t level = allocate_level(I, ladder, key);
  enter_window(I, at, relative, level);
  return level;
}

INLINE int32_t near_at(word *I, int64_t at, int32_t relative) {
  if (I[at + LADDER_NEAR_LEVELS] == 0) return 0;
  int32_t cells = I[STATE_CELLS], origin = I[at + LADDER_ORIGIN], start = (origin + relative) & (cells - 1);
  const word *bits = I + I[at + LADDER_BITS];
  int32_t cell = next_bit(bits, cells, start);
  if (start >= origin) {
    if (cell == -1) {
      cell = next_bit(bits, cells, 0);
      if (cell >= origin) return 0;
    }
  } else if (cell >= origin) {
    return 0;
  }
  return cell == -1 ? 0 : I[I[at + LADDER_WINDOW] + (int64_t)cell];
}

/* The best level after the one of this key, which was the best, is gone. */
INLINE void set_best(word *I, int64_t at, double key) {
  double relative = key - *reals(I, at + 2 * LADDER_BASE);
  int32_t far = I[at + LADDER_FAR_FIRST];
  int32_t best = 0;
  if (relative < I[STATE_CELLS]) best = near_at(I, at, relative > 0 ? (int32_t)relative : 0);
  if (best == 0 || (far != 0 && !(key_of(I, best) < key_of(I, far)))) best = far;
  I[at + LADDER_BEST] = best;
  *reals(I, at + 2 * LADDER_BEST_KEY) = best == 0 ? HP_INFINITY : key_of(I, best);
}

static void release_level(word *I, int32_t level) {
  int64_t level_pos = level_at(I, level);
  int64_t at = ladder_at(I, I[level_pos + LEVEL_LADDER]);
  if (LIKELY(I[level_pos + LEVEL_IS_FAR] == 0)) leave_window(I, at, level_pos);
  else far_remove(I, level);
  I[at + LADDER_LEVELS]--;
  if (I[at + LADDER_BEST] == level) set_best(I, at, *reals(I, level_pos + 2 * LEVEL_KEY));
  I[level_pos + LEVEL_HEAD] = I[STATE_LEVEL_FREE];
  I[STATE_LEVEL_FREE] = level;
  I[STATE_LEVELS]--;
}

#endif
