/* Checks of boxes, the same for every format. One box that runs over an edge says little; that most
   do, and all of them fit when read as two corners, says that the file's layout is another one. */
#include "read/boxes.h"

#include "read/limits.h"

#include <math.h>

/* Boxes are often rounded outwards by up to a pixel: that is no fault. */
static const double EDGE = 1.0;

static bool is_bounded(PsBox box)
{
    return fabs(box.x) <= PS_LIMIT_BOX && fabs(box.y) <= PS_LIMIT_BOX &&
           fabs(box.width) <= PS_LIMIT_BOX && fabs(box.height) <= PS_LIMIT_BOX;
}

bool ps_box_usable(PsBox box, PsIssueList *issues, const PsPlace *place)
{
    if (!is_bounded(box)) {
        ps_issue_add(issues, "box-too-large", place,
                     "A box has a coordinate or size beyond 1e15 pixels; it was left out.");
        return false;
    }
    if (box.width < 0 || box.height < 0) {
        ps_issue_add(issues, "box-negative-size", place,
                     "A box has a negative width or height; it was left out.");
        return false;
    }
    if (box.width == 0 || box.height == 0) {
        ps_issue_add(issues, "box-zero-size", place,
                     "A box has no width or no height; it was kept, though nothing can match it.");
    }
    return true;
}

static void note_edges(PsBox box, const PsImage *image, bool edges, PsIssueList *issues,
                       const PsPlace *place)
{
    double right = box.x + box.width, bottom = box.y + box.height;
    if (box.x >= image->width || box.y >= image->height || right < 0 || bottom < 0) {
        ps_issue_add(issues, "box-outside-image", place,
                     "A box lies wholly outside its image; it was kept.");
    } else if (edges && (right > image->width + EDGE || bottom > image->height + EDGE ||
                         box.x < -EDGE || box.y < -EDGE)) {
        ps_issue_add(issues, "box-over-edge", place,
                     "A box reaches over the edge of its image; it was kept as it is.");
    }
}

void ps_box_compare(PsBoxCounts *counts, PsBox box, const PsImage *image, bool edges,
                    PsIssueList *issues, const PsPlace *place)
{
    counts->all++;
    counts->unit += box.x >= -0.5 && box.y >= -0.5 && box.x <= 1 && box.y <= 1 &&
                    box.width <= 1.5 && box.height <= 1.5;
    if (image->width <= 1 || image->height <= 1) return;
    counts->sized++;
    counts->over +=
        box.x + box.width > image->width + EDGE || box.y + box.height > image->height + EDGE;
    counts->corners += box.width > box.x && box.height > box.y &&
                       box.width <= image->width + EDGE && box.height <= image->height + EDGE;
    note_edges(box, image, edges, issues, place);
}

void ps_box_hints(const PsBoxCounts *counts, PsIssueList *issues)
{
    if (counts->sized >= 4 && counts->over > counts->sized / 2 &&
        counts->corners >= counts->sized - counts->sized / 100) {
        ps_issue_add(
            issues, "boxes-look-like-corners", NULL,
            "Most boxes run over the edge, yet all fit when read as two corners: the file "
            "seems to hold x1, y1, x2, y2 where x, y, width, height is wanted; nothing was "
            "changed.");
    }
    if (counts->all > 0 && counts->unit == counts->all) {
        ps_issue_add(issues, "boxes-look-normalised", NULL,
                     "All boxes lie between 0 and 1: the file seems to hold fractions of the image "
                     "size where pixels are wanted; nothing was changed.");
    }
}
