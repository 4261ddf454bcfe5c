/* Points in many dimensions, and the steps from vectors to a map. Internal to lib/explore.
   Every sum has one order, whatever the number of threads: results are the same bytes. */
#ifndef PS_EXPLORE_POINTS_H
#define PS_EXPLORE_POINTS_H

#include "base/arena.h"
#include "base/four.h"
#include "base/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Rows are padded with zeros to a multiple of four. */
typedef struct PsPoints PsPoints;
struct PsPoints {
    int count, dims, stride;
    float *values; /* [row * stride + column] */
};

static inline const float *ps_point(const PsPoints *points, int row)
{
    return points->values + (size_t)row * (size_t)points->stride;
}

/* Squared distance; `stride` is a multiple of four. Two sums, so that one need not wait for the
   other. */
static inline float ps_squared_distance(const float *a, const float *b, int stride)
{
    PsFour even = {0, 0, 0, 0}, odd = {0, 0, 0, 0};
    int k = 0;
    for (; k + 8 <= stride; k += 8) {
        PsFour step = ps_four(a + k) - ps_four(b + k);
        PsFour next = ps_four(a + k + 4) - ps_four(b + k + 4);
        even += step * step;
        odd += next * next;
    }
    if (k < stride) {
        PsFour step = ps_four(a + k) - ps_four(b + k);
        even += step * step;
    }
    even += odd;
    return (even[0] + even[1]) + (even[2] + even[3]);
}

/* 0 .. count - 1; the bias is below 2^-32 (Lemire 2019). */
static inline int ps_below(uint64_t *state, int count)
{
    return (int)((ps_splitmix64(state) >> 32) * (uint64_t)count >> 32);
}

/* 0 <= x < 1. */
static inline double ps_unit(uint64_t *state)
{
    return (double)(ps_splitmix64(state) >> 11) * 0x1p-53;
}

PsPoints ps_points_new(PsArena *arena, int count, int dims);

/* ---- principal components: pca.c ---- */

/* The rows in their first `wanted` principal components, fewer if the rows or numbers are fewer, in
   a unit that is a power of two of theirs.
   Covariances are those of at most 10,000 rows. `values` is [row * dims + column]. More than 2,048
   columns are first folded into so many (count sketch, Charikar et al. 2002: distances keep within
   a few per cent). *share, if not NULL, receives the share of the variance in the first two. */
PsPoints ps_principal(const float *values, int rows, int dims, int wanted, int threads,
                      PsArena *arena, double *share);

/* Eigenvectors of a symmetric matrix (count x count, destroyed) by Jacobi's rotations: vectors[k]
   is row k of `vectors`, in falling order of values[k]. */
void ps_eigen(double *matrix, int count, double *values, double *vectors);

/* ---- neighbours.c, cells.c ---- */

/* The nearest others of each point, nearest first, ties by number. */
typedef struct PsNeighbours {
    int count, each; /* points; neighbours of each */
    int *index;      /* [point * each + i] */
    float *squared;  /* squared distances */
} PsNeighbours;

/* Exact up to 10,000 points; above, from inverted lists (Jegou et al. 2011): sqrt(count) cells, of
   which the 16 nearest are searched. */
PsNeighbours ps_neighbours(const PsPoints *points, int each, int threads, PsArena *arena);

/* Points in cells, to be searched. */
typedef struct PsCells {
    PsPoints centres, sorted; /* the points cell by cell: a search reads them from front to back */
    int *first, *members;     /* cell c has members[first[c] .. first[c + 1]) */
} PsCells;
PsCells ps_cells_new(const PsPoints *points, int threads, PsArena *arena);

/* Room for a search, one a worker. */
typedef struct PsSearch {
    float *distances;
    int *order;
} PsSearch;
PsSearch ps_search_new(const PsCells *cells, PsArena *arena);

/* The `each` nearest points to `from`, leaving out point `self` (-1: none); returns how many. */
int ps_cells_search(const PsCells *cells, const float *from, int self, int each, PsSearch *search,
                    int *index, float *squared);

/* A list of the nearest so far: add a candidate to the `count` that are there, `most` at most.
   Returns the new count. */
int ps_nearest_add(int *index, float *squared, int count, int most, int candidate, float distance);

/* ---- kmeans.c ---- */

/* Lloyd's k-means from k-means++ seeds (Arthur and Vassilvitskii 2007). Fills cell[point] and the
   centres (count x dims of the points); returns the sum of squared distances. */
double ps_kmeans(const PsPoints *points, PsPoints *centres, int iterations, uint64_t seed,
                 int threads, int *cell);

/* The nearest centre of each point; ties go to the lower number. */
void ps_assign(const PsPoints *points, const PsPoints *centres, int threads, int *cell,
               float *squared);

/* ---- the layout: affinity.c, quadtree.c, tsne.c ---- */

/* Symmetric affinities as rows of a sparse matrix; all sum to 1. */
typedef struct PsAffinities {
    size_t *first;
    int *index;
    float *values;
} PsAffinities;
PsAffinities ps_affinities(const PsNeighbours *neighbours, double perplexity, int threads,
                           PsArena *arena);

typedef struct PsSpot {
    float x, y;
} PsSpot;

/* A node of a quadtree stands for the points [first, last) of the sorted order. Nodes lie in the
   order of a walk; `skip` is the node after its subtree. */
typedef struct PsNode {
    float x, y, weight, squared_side;
    int skip, first, last;
} PsNode;

typedef struct PsTree {
    int count, node_count;
    int *order;   /* points by Morton code */
    PsSpot *spot; /* theirs, in that order */
    PsNode *nodes;
    uint32_t *codes;
    void *scratch;
} PsTree;
PsTree ps_tree_new(int count, PsArena *arena);
void ps_tree_build(PsTree *tree, const PsSpot *spots);

/* Sum over all other points of (s - other) / (1 + d^2)^2, and of 1 / (1 + d^2), seen from sorted
   points first, first + 1 ...; those behind the last repeat it. A node is one point if its side is
   below theta x its distance from each of them. */
enum { PS_TOGETHER = 4 };
typedef struct PsPush {
    float x, y, sum;
} PsPush;
void ps_tree_push(const PsTree *tree, int first, float squared_theta, PsPush push[PS_TOGETHER]);

/* Barnes-Hut t-SNE (van der Maaten 2014) of points whose first two columns are principal
   components. */
void ps_tsne(const PsPoints *points, int threads, PsSpot *spots, PsArena *arena);

#endif
