/* What the columns of a CSV file mean, by their names in the first line. */
#ifndef PS_READ_CSV_COLUMNS_H
#define PS_READ_CSV_COLUMNS_H

#include "base/table.h"

typedef enum PsColumn {
    PS_COLUMN_IMAGE,
    PS_COLUMN_CLASS,
    PS_COLUMN_SCORE,
    PS_COLUMN_XMIN,
    PS_COLUMN_YMIN,
    PS_COLUMN_XMAX,
    PS_COLUMN_YMAX,
    PS_COLUMN_X,
    PS_COLUMN_Y,
    PS_COLUMN_WIDTH, /* of the box; of the picture where there are corners */
    PS_COLUMN_HEIGHT,
    PS_COLUMN_IMAGE_WIDTH,
    PS_COLUMN_IMAGE_HEIGHT,
    PS_COLUMN_GROUP, /* 1: a crowd */
    PS_COLUMNS
} PsColumn;

typedef struct PsCsvColumns {
    int at[PS_COLUMNS]; /* number of the column, or -1 */
    int count;          /* fields of the header */
    bool corners;       /* xmin, ymin, xmax, ymax: not x, y, width, height */
} PsCsvColumns;

/* Tells the columns from the record that was read last, the header. */
void ps_csv_columns(const PsTable *table, PsCsvColumns *columns);

/* True if there are an image, a class and a box. */
bool ps_csv_has_boxes(const PsCsvColumns *columns);

/* True if the header is spelled as Open Images spells it: ImageID, LabelName, XMin ... */
bool ps_csv_is_open_images(const PsTable *table, const PsCsvColumns *columns);

/* "xmin": the plain name of the column, for messages. */
const char *ps_csv_column_name(PsColumn column);

#endif
