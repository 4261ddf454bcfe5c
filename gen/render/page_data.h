/* The figures that scripts need, as one JSON text: every count and every shown rate at every
 * threshold. Scripts look figures up here and place the decimal point; they compute none. */
#ifndef RENDER_PAGE_DATA_H
#define RENDER_PAGE_DATA_H

#include "base/buf.h"
#include "report.h"

/* For each kind of shard the first item of each. */
typedef struct ShardIndex {
    PsBuf images, counts, rates, boxes, entries; /* of int: image, k, image, image, entry */
    PsBuf pictures; /* of int: image; empty unless the page carries them */
} ShardIndex;

/* Appends the grid, the sweep of all classes, the histogram, the names of the classes, the kinds of
   error and the index of the shards. */
void page_data_main(PsBuf *out, const Report *report, const ShardIndex *shards);

/* Appends the sweeps of the classes, the cells of the confusion matrix and where the lists of kinds
   of error lie: large with many classes, so that it may have to leave the page. */
void page_data_table(PsBuf *out, const Report *report);

/* Appends what the map is drawn from: places, clusters, slices and what their colours mean; "null"
   without a map. */
void page_data_map(PsBuf *out, const Report *report);

#endif
