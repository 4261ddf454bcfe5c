/* Data that the page asks for when it needs them, in portions of at most a megabyte. */
#ifndef RENDER_SHARDS_H
#define RENDER_SHARDS_H

#include "render/page_data.h"
#include "render/sink.h"
#include "report.h"

/* Writes images-N, counts-N, boxes-N, entries-N and, if there are labels to review, review-0, and
   fills the index. */
bool shards_write(const Report *report, const Sink *sink, ShardIndex *index);

/* Writes pictures-N: the thumbnails and previews of `folder`, for a page that carries them. */
bool shards_write_pictures(const Report *report, const char *folder, const Sink *sink,
                           ShardIndex *index);

void shard_index_free(ShardIndex *index);

#endif
