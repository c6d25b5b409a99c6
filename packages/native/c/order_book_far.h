/* far-levels.ts: the levels outside of the window, a treap for each ladder. */
#ifndef HOTPATH_ORDER_BOOK_FAR_H
#define HOTPATH_ORDER_BOOK_FAR_H

INLINE double key_of(word *I, int64_t level) { return *reals(I, level_at(I, level) + 2 * LEVEL_KEY); }

/* Math.floor of a quotient that fits 64 bits. */
INLINE int64_t floor_of(double value) {
  int64_t whole = (int64_t)value;
  return whole - ((double)whole > value);
}

static int32_t priority_of(double key) {
  int64_t high = floor_of(key / 67108864.0);
  uint32_t hash = (uint32_t)(int64_t)(key - (double)high * 67108864.0) ^ (uint32_t)high * 0x9e3779b1u;
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return (int32_t)(hash ^ hash >> 16);
}

static int32_t far_find(word *I, int32_t root, double key) {
  int32_t node = root;
  while (node != 0) {
    double here = key_of(I, node);
    if (key == here) return node;
    node = I[level_at(I, node) + (key < here ? LEVEL_LEFT : LEVEL_RIGHT)];
  }
  return 0;
}

static int32_t far_at_or_after(word *I, int32_t root, double key) {
  int32_t node = root, found = 0;
  while (node != 0) {
    int after = key_of(I, node) >= key;
    if (after) found = node;
    node = I[level_at(I, node) + (after ? LEVEL_LEFT : LEVEL_RIGHT)];
  }
  return found;
}

static int32_t far_next(word *I, int32_t level) {
  int32_t node = I[level_at(I, level) + LEVEL_RIGHT];
  if (node != 0) {
    for (;;) {
      int32_t left = I[level_at(I, node) + LEVEL_LEFT];
      if (left == 0) return node;
      node = left;
    }
  }
  int32_t child = level;
  node = I[level_at(I, level) + LEVEL_PARENT];
  while (node != 0 && I[level_at(I, node) + LEVEL_RIGHT] == child) {
    child = node;
    node = I[level_at(I, node) + LEVEL_PARENT];
  }
  return node;
}

static void replace_child(word *I, int64_t ladder, int32_t parent, int32_t old, int32_t child) {
  if (parent == 0) I[ladder + LADDER_FAR_ROOT] = child;
  else if (I[level_at(I, parent) + LEVEL_LEFT] == old) I[level_at(I, parent) + LEVEL_LEFT] = child;
  else I[level_at(I, parent) + LEVEL_RIGHT] = child;
  if (child != 0) I[level_at(I, child) + LEVEL_PARENT] = parent;
}

static void rotate_up(word *I, int64_t ladder, int32_t level) {
  int64_t at = level_at(I, level);
  int32_t parent = I[at + LEVEL_PARENT];
  int64_t up = level_at(I, parent);
  int is_left = I[up + LEVEL_LEFT] == level;
  int inner = is_left ? LEVEL_RIGHT : LEVEL_LEFT, outer = is_left ? LEVEL_LEFT : LEVEL_RIGHT;
  int32_t moved = I[at + inner];
  replace_child(I, ladder, I[up + LEVEL_PARENT], parent, level);
  I[up + outer] = moved;
  if (moved != 0) I[level_at(I, moved) + LEVEL_PARENT] = parent;
  I[at + inner] = parent;
  I[up + LEVEL_PARENT] = level;
}

static void far_insert(word *I, int32_t level) {
  int64_t at = level_at(I, level);
  double key = key_of(I, level);
  int64_t ladder = ladder_at(I, I[at + LEVEL_LADDER]);
  int32_t priority = priority_of(key);
  I[at + LEVEL_PRIORITY] = priority;
  I[at + LEVEL_LEFT] = 0;
  I[at + LEVEL_RIGHT] = 0;
  I[at + LEVEL_IS_FAR] = 1;
  int32_t parent = 0, link = 0, node = I[ladder + LADDER_FAR_ROOT];
  while (node != 0) {
    parent = node;
    link = key < key_of(I, node) ? LEVEL_LEFT : LEVEL_RIGHT;
    node = I[level_at(I, node) + link];
  }
  I[at + LEVEL_PARENT] = parent;
  if (parent == 0) I[ladder + LADDER_FAR_ROOT] = level;
  else I[level_at(I, parent) + link] = level;
  while (parent != 0 && I[level_at(I, parent) + LEVEL_PRIORITY] < priority) {
    rotate_up(I, ladder, level);
    parent = I[at + LEVEL_PARENT];
  }
  int32_t first = I[ladder + LADDER_FAR_FIRST];
  if (first == 0 || key < key_of(I, first)) I[ladder + LADDER_FAR_FIRST] = level;
}

static void far_remove(word *I, int32_t level) {
  int64_t at = level_at(I, level);
  int64_t ladder = ladder_at(I, I[at + LEVEL_LADDER]);
  if (I[ladder + LADDER_FAR_FIRST] == level) I[ladder + LADDER_FAR_FIRST] = far_next(I, level);
  for (;;) {
    int32_t left = I[at + LEVEL_LEFT], right = I[at + LEVEL_RIGHT];
    if (left == 0 || right == 0) break;
    int left_wins = I[level_at(I, left) + LEVEL_PRIORITY] > I[level_at(I, right) + LEVEL_PRIORITY];
    rotate_up(I, ladder, left_wins ? left : right);
  }
  int32_t child = I[at + LEVEL_LEFT] | I[at + LEVEL_RIGHT];
  replace_child(I, ladder, I[at + LEVEL_PARENT], level, child);
  I[at + LEVEL_IS_FAR] = 0;
}

#endif
