/* Data that the page loads on demand: classic scripts in data/, each of at most a megabyte, each
 * calling proofsheetShard(name, data). */
#ifndef RENDER_SHARDS_H
#define RENDER_SHARDS_H

#include "base/error.h"
#include "render/page_data.h"
#include "report.h"

/* Writes images-N.js, counts-N.js, boxes-N.js and entries-N.js to `folder`, which is there, and
   fills the index. */
bool shards_write(const Report *report, const char *folder, ShardIndex *index, PsError *error);

/* Writes a text as table-0.js, table-1.js, ...: strings that the page joins. Returns their number,
   or -1. */
int shards_write_text(const char *folder, const char *text, size_t size, PsError *error);

void shard_index_free(ShardIndex *index);

#endif
