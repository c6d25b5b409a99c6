/*
 * Decision trees: scoring of ensembles, and the histograms that they are grown from. The twins are in
 * packages/signals/src/models/internal and packages/signals/src/training/internal, operation by operation; that package
 * lays out the memory and checks what callers bring.
 *
 * An ensemble does not look at values but at classes: the place of a value among the thresholds of its feature, found
 * once for all trees. Class 0 is a missing value, class k + 1 one that is greater than k of the thresholds. In masks
 * (after QuickScorer, Lucchese et al., SIGIR 2015) a class has, for 16 trees together, the leaves that it leaves
 * reachable: all masks of a row joined by AND, the lowest bit of each tree is its leaf.
 */
#ifndef HOTPATH_TREES_H
#define HOTPATH_TREES_H

#include <stdint.h>

#include "names.h"

/* Fields of a compiled ensemble; packages/signals/src/models/internal/layout.ts writes them. */
enum {
  TREES_OUTPUTS, TREES_GROUPS, TREES_WORDS, TREES_FLOAT_INPUT, TREES_FLOAT_SUM, TREES_USED, TREES_USED_AT,
  TREES_GROUPS_AT, TREES_TREES, TREES_TREES_AT, TREES_MAPS_AT, TREES_MASKS_AT, TREES_NODES_AT, TREES_SETS_AT
};
enum { TREES_TILE = 64, TREES_ROWS = 256, TREES_LANES = 16, TREES_TOGETHER = 8 };

/* 16 masks, in vectors as wide as the registers. */
#if defined(__AVX512F__)
#define MASK_BYTES 64
#elif defined(__AVX2__)
#define MASK_BYTES 32
#else
#define MASK_BYTES 16
#endif
enum { MASK_PARTS = 64 / MASK_BYTES, MASK_WORDS = MASK_BYTES / 4 };
typedef uint32_t tree_masks __attribute__((vector_size(MASK_BYTES)));
typedef uint32_t tree_masks_unaligned __attribute__((vector_size(MASK_BYTES), aligned(4), may_alias));

/* How many of the ascending keys are less than a value. */
static inline int32_t tree_rank(const double *keys, int count, double value) {
  const double *base = keys;
  int length = count;
  while (length > 1) {
    int half = length / 2;
    base += (base[half - 1] < value) ? half : 0;
    length -= half;
  }
  return (int32_t)(base - keys) + (length == 1 && *base < value);
}

/* The classes of one feature for `rows` rows, 8 at a time, into classes[row * used]. */
static inline void tree_classes(const double *x, int rows, long stride, int as_float, const double *keys, int count,
                                int32_t *classes, int used) {
  if (rows == 1) {
    double value = as_float ? (double)(float)*x : *x;
    classes[0] = value == value ? tree_rank(keys, count, value) + 1 : 0;
    return;
  }
  for (int from = 0; from < rows; from += TREES_TOGETHER) {
    int together = rows - from < TREES_TOGETHER ? rows - from : TREES_TOGETHER;
    double value[TREES_TOGETHER];
    int64_t base[TREES_TOGETHER];
    for (int j = 0; j < TREES_TOGETHER; j++) {
      double v = x[(from + (j < together ? j : 0)) * stride];
      value[j] = as_float ? (double)(float)v : v;
      base[j] = 0;
    }
    int length = count;
    while (length > 1) {
      int half = length / 2;
      for (int j = 0; j < TREES_TOGETHER; j++) base[j] += (keys[base[j] + half - 1] < value[j]) ? half : 0;
      length -= half;
    }
    for (int j = 0; j < together; j++) {
      int32_t rank = (int32_t)base[j] + (length == 1 && keys[base[j]] < value[j]);
      classes[(from + j) * (long)used] = value[j] == value[j] ? rank + 1 : 0;
    }
  }
}

/* The leaf that a tree's mask ends at. */
static inline int lowest(const uint32_t *left, int t, int words) {
  return words == 1 || left[t] != 0 ? __builtin_ctz(left[t]) : 32 + __builtin_ctz(left[TREES_LANES + t]);
}

static inline void add_leaf(const int32_t *tree, int leaf, const double *leaves, int as_float, double *out) {
  const double *value = leaves + tree[0] + (long)leaf * tree[2];
  double *to = out + tree[1];
  for (int k = 0; k < tree[2]; k++) {
    double sum = to[k] + value[k];
    to[k] = as_float ? (double)(float)sum : sum;
  }
}

/* Adds the leaves of a group, whose trees all have one and the same output, in a register. */
static inline double add_leaves(const int32_t *tree, int trees, const uint32_t *left, int words, const double *leaves,
                                int as_float, double sum) {
  if (as_float)
    for (int t = 0; t < trees; t++, tree += 4) sum = (double)(float)(sum + leaves[tree[0] + lowest(left, t, words)]);
  else
    for (int t = 0; t < trees; t++, tree += 4) sum += leaves[tree[0] + lowest(left, t, words)];
  return sum;
}

/* A row and a group of trees: AND of the masks of its classes, then the leaves. `words` is a constant where it is inlined. */
static inline __attribute__((always_inline)) void score_group(const int32_t *model, const int32_t *group, int words,
                                                              const int32_t *classes, const double *leaves, double *out) {
  const uint16_t *maps = (const uint16_t *)(model + model[TREES_MAPS_AT]);
  const int32_t *masks = model + model[TREES_MASKS_AT], *uses = model + group[3];
  tree_masks reach[2 * MASK_PARTS];
  for (int p = 0; p < words * MASK_PARTS; p++) reach[p] = ~(tree_masks){};
  for (int i = 0; i < group[2]; i++, uses += 3) {
    const int32_t *at = masks + uses[2] + (long)maps[uses[1] + classes[uses[0]]] * words * TREES_LANES;
    for (int p = 0; p < words * MASK_PARTS; p++) reach[p] &= *(const tree_masks_unaligned *)(at + p * MASK_WORDS);
  }
  const int32_t *tree = model + model[TREES_TREES_AT] + 4 * (long)group[1];
  uint32_t left[2 * TREES_LANES];
  for (int p = 0; p < words * MASK_PARTS; p++) *(tree_masks_unaligned *)(left + p * MASK_WORDS) = reach[p];
  if (model[TREES_OUTPUTS] == 1)
    *out = add_leaves(tree, group[0], left, words, leaves, model[TREES_FLOAT_SUM], *out);
  else
    for (int t = 0; t < group[0]; t++, tree += 4)
      add_leaf(tree, lowest(left, t, words), leaves, model[TREES_FLOAT_SUM], out);
}

/* Trees with many leaves are walked, eight rows in step. A node: slot or -1, first class, span or -1, first child. */
static inline void walk_tree(const int32_t *model, const int32_t *tree, const int32_t *classes, int used, int rows,
                             const double *leaves, double *out) {
  const int32_t *nodes = model + model[TREES_NODES_AT], *sets = model + model[TREES_SETS_AT];
  for (int from = 0; from < rows; from += TREES_TOGETHER) {
    int together = rows - from < TREES_TOGETHER ? rows - from : TREES_TOGETHER;
    int32_t at[TREES_TOGETHER];
    for (int j = 0; j < TREES_TOGETHER; j++) at[j] = tree[3];
    int moved;
    do {
      moved = 0;
      for (int j = 0; j < together; j++) {
        const int32_t *node = nodes + 4 * (long)at[j];
        if (node[0] < 0) continue;
        uint32_t class = (uint32_t)classes[(from + j) * (long)used + node[0]];
        int left = node[2] >= 0 ? class - (uint32_t)node[1] <= (uint32_t)node[2]
                                : (int)((uint32_t)sets[node[1] + (class >> 5)] >> (class & 31) & 1);
        at[j] = node[3] + !left;
        moved = 1;
      }
    } while (moved);
    for (int j = 0; j < together; j++)
      add_leaf(tree, nodes[4 * (long)at[j] + 3], leaves, model[TREES_FLOAT_SUM], out + (from + j) * (long)model[TREES_OUTPUTS]);
  }
}

/*
 * Adds the trees' leaves to `out`, rows x outputs. x: rows of `stride` doubles; used features: feature, first key, keys;
 * classes: room for min(rows, 256) x used.
 */
EXPORT void KERNEL(trees_score)(const double *x, int rows, int stride, const int32_t *model, const double *keys,
                                const double *leaves, int32_t *classes, double *out) {
  int used = model[TREES_USED], outputs = model[TREES_OUTPUTS];
  for (int from = 0; from < rows; from += TREES_ROWS) {
    int count = rows - from < TREES_ROWS ? rows - from : TREES_ROWS;
    const int32_t *feature = model + model[TREES_USED_AT];
    for (int s = 0; s < used; s++, feature += 3)
      tree_classes(x + (long)from * stride + feature[0], count, stride, model[TREES_FLOAT_INPUT], keys + feature[1],
                   feature[2], classes + s, used);
    double *to = out + (long)from * outputs;
    if (model[TREES_WORDS] == 0)
      for (int t = 0; t < model[TREES_TREES]; t++)
        walk_tree(model, model + model[TREES_TREES_AT] + 4 * (long)t, classes, used, count, leaves, to);
    for (int g = 0; g < model[TREES_GROUPS]; g++) {
      const int32_t *group = model + model[TREES_GROUPS_AT] + 4 * (long)g;
      if (model[TREES_WORDS] == 1)
        for (int r = 0; r < count; r++)
          score_group(model, group, 1, classes + r * (long)used, leaves, to + (long)r * outputs);
      else
        for (int r = 0; r < count; r++)
          score_group(model, group, 2, classes + r * (long)used, leaves, to + (long)r * outputs);
    }
  }
}

typedef uint8_t tree_bytes __attribute__((vector_size(MASK_BYTES)));
typedef uint8_t tree_bytes_unaligned __attribute__((vector_size(MASK_BYTES), aligned(1), may_alias));

/*
 * Oblivious trees, every level of which asks one question, on bins in columns `stride` bytes apart: adds their leaves to
 * `out`. model: the number of trees, then for each its depth (at most 8), the place of its leaves, and for each level the
 * feature and the greatest bin that leaves the level's bit at 0.
 */
EXPORT void KERNEL(trees_oblivious)(const uint8_t *bins, int rows, int stride, const int32_t *model,
                                    const double *leaves, double *out) {
  for (int from = 0; from < rows; from += TREES_TILE) {
    const int32_t *at = model + 1;
    int count = rows - from < TREES_TILE ? rows - from : TREES_TILE;
    for (int t = 0; t < model[0]; t++) {
      int depth = at[0];
      const double *values = leaves + at[1];
      at += 2;
      uint8_t leaf[TREES_TILE];
      if (count == TREES_TILE) {
        for (int p = 0; p < MASK_PARTS; p++) {
          tree_bytes index = {};
          for (int l = 0; l < depth; l++) {
            const uint8_t *column = bins + (long)at[2 * l] * stride + from + p * MASK_BYTES;
            tree_bytes limit = (uint8_t)at[2 * l + 1] + (tree_bytes){}, bit = (uint8_t)(1 << l) + (tree_bytes){};
            index |= (tree_bytes)(*(const tree_bytes_unaligned *)column > limit) & bit;
          }
          *(tree_bytes_unaligned *)(leaf + p * MASK_BYTES) = index;
        }
        for (int r = 0; r < TREES_TILE; r++) out[from + r] += values[leaf[r]];
      } else {
        for (int r = 0; r < count; r++) {
          int index = 0;
          for (int l = 0; l < depth; l++) index |= (bins[(long)at[2 * l] * stride + from + r] > at[2 * l + 1]) << l;
          out[from + r] += values[index];
        }
      }
      at += 2 * depth;
    }
  }
}

typedef double tree_pair __attribute__((vector_size(16)));
typedef double tree_pair_unaligned __attribute__((vector_size(16), aligned(8), may_alias));

enum { TREES_BLOCK = 8, TREES_BINS = 256 };

/*
 * Sums of gradients and curvatures by feature and bin, over the rows listed from `from` to `to`, in their order: added to
 * `histogram`, features x 256 pairs. bins: rows x features; pairs: gradient and curvature of each row.
 */
EXPORT void KERNEL(trees_histogram)(const uint8_t *bins, int features, const int32_t *rows, int from, int to,
                                    const double *pairs, double *histogram) {
  for (int first = 0; first < features; first += TREES_BLOCK) {
    int block = features - first < TREES_BLOCK ? features - first : TREES_BLOCK;
    double *sums = histogram + (long)first * 2 * TREES_BINS;
    for (int i = from; i < to; i++) {
      const uint8_t *bin = bins + (long)rows[i] * features + first;
      tree_pair pair = *(const tree_pair_unaligned *)(pairs + 2 * (long)rows[i]);
      if (block == TREES_BLOCK) {
        for (int f = 0; f < TREES_BLOCK; f++) {
          tree_pair_unaligned *sum = (tree_pair_unaligned *)(sums + 2 * (f * TREES_BINS + bin[f]));
          *sum += pair;
        }
      } else {
        for (int f = 0; f < block; f++) {
          tree_pair_unaligned *sum = (tree_pair_unaligned *)(sums + 2 * (f * TREES_BINS + bin[f]));
          *sum += pair;
        }
      }
    }
  }
}

#endif
