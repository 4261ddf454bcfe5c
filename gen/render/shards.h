/* Data that the page loads on demand: classic scripts in data/, each of at most a megabyte, each
 * calling proofsheetShard(name, data). */
#ifndef RENDER_SHARDS_H
#define RENDER_SHARDS_H

#include "base/error.h"
#include "render/page_data.h"
#include "report.h"

/* Writes images-N.js, counts-N.js, boxes-N.js, entries-N.js and, if there are labels to review,
   review-0.js to `folder`, which is there, and fills the index. */
bool shards_write(const Report *report, const char *folder, ShardIndex *index, PsError *error);

/* Writes a text as KIND-0.js, KIND-1.js, ...: strings that the page joins. Returns their number, or
   -1. */
int shards_write_text(const char *folder, const char *kind, const PsBuf *text, PsError *error);

void shard_index_free(ShardIndex *index);

#endif
