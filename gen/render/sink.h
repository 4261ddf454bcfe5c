/* Where the data of the page goes: to files in data/, or, of a page in one file, into the page. */
#ifndef RENDER_SINK_H
#define RENDER_SINK_H

#include "base/buf.h"
#include "base/error.h"
#include "render/view.h"

typedef struct Sink {
    const char *folder; /* data/, which is there; NULL: into the page */
    View *page;         /* gets the list "islands" */
    PsError *error;
} Sink;

/* A value that the page asks for by kind and number: KIND-NUMBER.js, a classic script that calls
   proofsheetShard(name, value), or an island of that name. */
bool sink_shard(const Sink *sink, const char *kind, size_t number, const PsBuf *json);

/* A part of the page's own data: in the page, or beside it if it is large. Returns the number of
   files, 0 if it is in the page, -1 on failure. */
int sink_part(const Sink *sink, const char *part, const PsBuf *json);

/* Data in the page: script elements of the type JSON, parted where a line ends, because one large
   element is slow. */
void sink_island(View *page, const char *part, const PsBuf *json);

#endif
