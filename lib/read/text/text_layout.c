/* What the four numbers of a line are. One line cannot tell corners from a corner and a size; all
   of them together can: a size is often smaller than the corner's coordinate, and what are two
   corners would, read as a size, run over the edge of the image. */
#include "read/text/text_set.h"

#include <math.h>
#include <string.h>

/* So many boxes in a row do not pass for two corners by chance. */
enum { MANY = 30 };

/* Counts over all rows. */
typedef struct Evidence {
    int rows, fractions; /* all; those with numbers of about 0 to 1 */
    int no_corners;      /* the second corner is not below and right of the first */
    int sized, over; /* on images of known size; far over the edge, if the last two are a size */
} Evidence;

/* Boxes of detectors reach over the edge. */
static bool is_fraction(const PsTextRow *row)
{
    for (int i = 0; i < 4; i++) {
        if (row->v[i] < -0.5 || row->v[i] > 1.5) return false;
    }
    return true;
}

static Evidence look(const PsTextSet *set)
{
    Evidence seen = {0};
    int files;
    const PsTextFile *file = ps_text_files(set, &files);
    const PsTextRow *rows = ps_text_rows(set, &seen.rows);
    for (int i = 0; i < seen.rows; i++) {
        const PsTextRow *row = &rows[i];
        int width = file[row->file].width, height = file[row->file].height;
        seen.fractions += is_fraction(row);
        seen.no_corners += row->v[2] < row->v[0] || row->v[3] < row->v[1];
        if (width <= 0 || height <= 0) continue;
        seen.sized++;
        seen.over += row->v[0] + row->v[2] > 1.1 * width || row->v[1] + row->v[3] > 1.1 * height;
    }
    return seen;
}

/* Without sizes, up to one box in twenty may be the wrong way round by mistake. */
static PsTextLayout judge(const Evidence *seen)
{
    if (seen->rows > 0 && seen->fractions == seen->rows) return PS_TEXT_RELATIVE;
    bool sized = seen->sized * 2 > seen->rows;
    double over = sized ? (double)seen->over / seen->sized : 0.05;
    return seen->no_corners > over * seen->rows ? PS_TEXT_SIZE : PS_TEXT_CORNERS;
}

static void say(PsTextLayout layout, const Evidence *seen, PsIssueList *issues)
{
    static const char *const texts[] = {
        "The four numbers of a box were taken as two corners, x1 y1 x2 y2; nothing in them tells "
        "these from x y width height. A format named with --format or --prediction-format says "
        "it: text-xyxy, text-xywh or text-rel.",
        "The four numbers of a box were taken as x y width height, for they cannot all be two "
        "corners. A format named with --format or --prediction-format says it: text-xyxy, "
        "text-xywh or text-rel.",
        "The four numbers of a box were taken as its centre, width and height in fractions of the "
        "image, for all lie between 0 and 1. A format named with --format or --prediction-format "
        "says it: text-xyxy, text-xywh or text-rel."};
    bool certain = layout == PS_TEXT_CORNERS &&
                   (seen->over > seen->rows / 20 || (seen->no_corners == 0 && seen->rows >= MANY));
    if (seen->rows > 0 && !certain) ps_issue_add(issues, "layout-guessed", NULL, texts[layout]);
}

PsTextLayout ps_text_layout(const PsTextSet *set, PsIssueList *issues)
{
    const char *asked = set->source->options->format;
    if (asked && strcmp(asked, "text-xyxy") == 0) return PS_TEXT_CORNERS;
    if (asked && strcmp(asked, "text-xywh") == 0) return PS_TEXT_SIZE;
    if (asked && strcmp(asked, "text-rel") == 0) return PS_TEXT_RELATIVE;
    Evidence seen = look(set);
    PsTextLayout layout = judge(&seen);
    say(layout, &seen, issues);
    return layout;
}

static bool refuse_unsized(const PsTextSet *set, const PsTextRow *row, PsError *error)
{
    PsPlace place = ps_text_place(set, row);
    return ps_refuse(error, place.file, &place,
                     set->scored ? "ground truth that states the size of each image"
                                 : "--images FOLDER, the folder of the pictures",
                     "a box in fractions of its image, whose size is not known");
}

bool ps_text_box(const PsTextSet *set, const PsTextRow *row, PsTextLayout layout, PsBox *box,
                 PsError *error)
{
    int count;
    const PsTextFile *file = &ps_text_files(set, &count)[row->file];
    const double *v = row->v, w = file->width, h = file->height;
    if (layout == PS_TEXT_CORNERS) *box = (PsBox){v[0], v[1], v[2] - v[0], v[3] - v[1]};
    if (layout == PS_TEXT_SIZE) *box = (PsBox){v[0], v[1], v[2], v[3]};
    if (layout != PS_TEXT_RELATIVE) return true;
    if (file->image >= 0 && (w <= 0 || h <= 0)) return refuse_unsized(set, row, error);
    *box = (PsBox){(v[0] - v[2] / 2) * w, (v[1] - v[3] / 2) * h, v[2] * w, v[3] * h};
    return true;
}
