/* Columns by name; see csv_columns.h. Names are compared without case, spaces, dashes and
   underscores; where several columns could be meant, the spelling that stands first here wins. */
#include "read/text/csv_columns.h"

#include <string.h>

enum { SPELLINGS = 10 };

static const char *const spellings[PS_COLUMNS][SPELLINGS] = {
    [PS_COLUMN_IMAGE] = {"image", "imageid", "filename", "imagename", "file", "imagepath", "path",
                         "img"},
    [PS_COLUMN_CLASS] = {"class", "classname", "label", "labelname", "category", "categoryname",
                         "name", "classid", "categoryid"},
    [PS_COLUMN_SCORE] = {"score", "confidence", "conf", "probability", "prob"},
    [PS_COLUMN_XMIN] = {"xmin", "x1", "left", "bboxxmin", "bboxx1"},
    [PS_COLUMN_YMIN] = {"ymin", "y1", "top", "bboxymin", "bboxy1"},
    [PS_COLUMN_XMAX] = {"xmax", "x2", "right", "bboxxmax", "bboxx2"},
    [PS_COLUMN_YMAX] = {"ymax", "y2", "bottom", "bboxymax", "bboxy2"},
    [PS_COLUMN_X] = {"x", "bboxx"},
    [PS_COLUMN_Y] = {"y", "bboxy"},
    [PS_COLUMN_WIDTH] = {"width", "w", "bboxwidth", "bboxw"},
    [PS_COLUMN_HEIGHT] = {"height", "h", "bboxheight", "bboxh"},
    [PS_COLUMN_IMAGE_WIDTH] = {"imagewidth", "imgwidth"},
    [PS_COLUMN_IMAGE_HEIGHT] = {"imageheight", "imgheight"},
    [PS_COLUMN_GROUP] = {"isgroupof", "iscrowd", "crowd"},
};

const char *ps_csv_column_name(PsColumn column)
{
    return spellings[column][0];
}

/* "Bbox_X Min" -> "bboxxmin"; cut where no spelling is as long. */
static void plain_name(const char *name, char plain[16])
{
    int length = 0;
    for (; *name && length < 15; name++) {
        char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
        if (c != ' ' && c != '_' && c != '-') plain[length++] = c;
    }
    plain[length] = '\0';
}

static int find_column(const PsTable *table, const char *spelling)
{
    char plain[16];
    for (int i = 0; i < table->count; i++) {
        plain_name(ps_table_field(table, i), plain);
        if (strcmp(plain, spelling) == 0) return i;
    }
    return -1;
}

static bool has(const PsCsvColumns *columns, PsColumn first, int count)
{
    for (int i = 0; i < count; i++) {
        if (columns->at[first + (PsColumn)i] < 0) return false;
    }
    return true;
}

void ps_csv_columns(const PsTable *table, PsCsvColumns *columns)
{
    columns->count = table->count;
    for (int k = 0; k < PS_COLUMNS; k++) {
        columns->at[k] = -1;
        for (int i = 0; i < SPELLINGS && spellings[k][i] && columns->at[k] < 0; i++) {
            columns->at[k] = find_column(table, spellings[k][i]);
        }
    }
    columns->corners = has(columns, PS_COLUMN_XMIN, 4);
    if (!columns->corners) return;
    for (int k = 0; k < 2; k++) {
        int *of_image = &columns->at[PS_COLUMN_IMAGE_WIDTH + k];
        if (*of_image < 0) *of_image = columns->at[PS_COLUMN_WIDTH + k];
    }
}

bool ps_csv_has_boxes(const PsCsvColumns *columns)
{
    return has(columns, PS_COLUMN_IMAGE, 2) && (columns->corners || has(columns, PS_COLUMN_X, 4));
}

bool ps_csv_is_open_images(const PsTable *table, const PsCsvColumns *columns)
{
    return columns->corners && find_column(table, "imageid") >= 0 &&
           find_column(table, "labelname") >= 0 && columns->at[PS_COLUMN_IMAGE_WIDTH] < 0;
}
