/* Overlap of boxes, as COCO's bbIou computes it: no "+1", touching edges do not overlap. */
#include "proofsheet.h"

static double intersection(PsBox a, PsBox b)
{
    double right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    double left = a.x > b.x ? a.x : b.x;
    if (right - left <= 0) return 0;
    double bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
    double top = a.y > b.y ? a.y : b.y;
    if (bottom - top <= 0) return 0;
    return (right - left) * (bottom - top);
}

double ps_box_iou(PsBox a, PsBox b)
{
    double common = intersection(a, b);
    if (common <= 0) return 0;
    return common / (a.width * a.height + b.width * b.height - common);
}

double ps_box_coverage(PsBox box, PsBox region)
{
    double common = intersection(box, region);
    return common <= 0 ? 0 : common / (box.width * box.height);
}
