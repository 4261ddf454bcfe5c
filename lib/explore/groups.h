/* Groups of images against the rest. Internal to lib/explore. */
#ifndef PS_EXPLORE_GROUPS_H
#define PS_EXPLORE_GROUPS_H

#include "base/arena.h"
#include "proofsheet.h"

/* What the model did on one image at the optimal confidence. */
typedef struct PsTally {
    PsCounts counts;
    int errors[PS_FAULT_KINDS]; /* kept detections by their fault, and missed objects */
} PsTally;
PsTally *ps_tally_images(const PsEvaluation *evaluation, PsArena *arena);

/* F1 from sums: correct, and the sum of detections that count and of objects; NaN if that is 0. */
double ps_f1_of(long correct, long both);

/* Groups that are tested together, and all images they are compared with. */
typedef struct PsFamily {
    const PsTally *tallies; /* one an image */
    const int *universe;    /* images, ascending; a group holds some of them */
    int universe_count;
    PsGroup *groups; /* name, column, images, image_count are set */
    int group_count;
    uint64_t seed;
    int threads;
} PsFamily;

/* Fills all else but the samples. */
void ps_compare_groups(const PsFamily *family);

/* Least number of images of a group that is tested, or stays a cluster: 8, and 2 % of all. */
int ps_least_images(int all);

/* One-sided p-values by permutation of whole images: worse[g] of "as bad as this or worse", and
   better[g]; `draws` permutations. */
void ps_permute(const PsFamily *family, int draws, double *worse, double *better);

/* 95 % interval of a group's F1 over resamples of its images. */
PsInterval ps_group_interval(const PsTally *tallies, const PsGroup *group, uint64_t seed);

/* Cluster of each row (0 ...), or -1 for all if there are too few rows; returns how many clusters.
   The largest comes first. `points` are principal components. `typical` receives PS_SAMPLES rows a
   cluster, the nearest to its centre first, -1 where there are no more. */
struct PsPoints;
int ps_cluster_rows(const struct PsPoints *points, uint64_t seed, int threads, int *cluster,
                    int *typical, PsArena *arena);
enum { PS_MOST_CLUSTERS = 30, PS_LEAST_CLUSTERED = 40 };

/* Names from what sets each cluster apart from the rest of the universe. */
void ps_name_clusters(const PsDataset *dataset, const PsSliceColumn *columns, int column_count,
                      const PsFamily *family, PsArena *arena);

/* Cuts the columns into slices; returns how many. */
int ps_cut_slices(const PsDataset *dataset, const PsSliceColumn *columns, int column_count,
                  PsGroup **slices, PsArena *arena);

#endif
