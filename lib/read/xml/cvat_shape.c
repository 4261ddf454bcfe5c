/* Shapes of CVAT; see cvat_shape.h. */
#include "read/xml/cvat_shape.h"

#include "base/number.h"
#include "read/limits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool refuse_value(const PsPlace *place, const char *key, const char *text, PsError *error)
{
    char quoted[180], found[240];
    ps_xml_quote(text ? text : "", quoted);
    snprintf(found, sizeof found, text ? "%s is %s" : "%s is not there", key, quoted);
    return ps_refuse(error, place->file, place,
                     text && strchr(text, ',') ? "a number with a decimal point" : "a number",
                     found);
}

static bool read_value(const xmlNode *node, const char *key, const PsPlace *place, double *value,
                       PsError *error)
{
    const char *text = ps_xml_attribute(node, key);
    *value = 0;
    return (text && ps_number_parse(text, value)) || refuse_value(place, key, text, error);
}

/* ------------------------------------------------------------------ boxes */

/* CVAT turns a box about its centre; what is kept is upright. */
static void turn(PsBox *box, double degrees)
{
    double angle = degrees * (3.14159265358979323846 / 180);
    double c = fabs(cos(angle)), s = fabs(sin(angle));
    double width = box->width * c + box->height * s, height = box->width * s + box->height * c;
    box->x += (box->width - width) / 2;
    box->y += (box->height - height) / 2;
    box->width = width;
    box->height = height;
}

static bool read_box(const xmlNode *node, const PsPlace *place, PsIssueList *issues, PsBox *box,
                     PsError *error)
{
    double left, top, right, bottom, degrees = 0;
    if (!read_value(node, "xtl", place, &left, error) ||
        !read_value(node, "ytl", place, &top, error) ||
        !read_value(node, "xbr", place, &right, error) ||
        !read_value(node, "ybr", place, &bottom, error)) {
        return false;
    }
    *box = (PsBox){left, top, right - left, bottom - top};
    if (!ps_xml_attribute(node, "rotation")) return true;
    if (!read_value(node, "rotation", place, &degrees, error)) return false;
    if (degrees == 0) return true;
    ps_issue_add(issues, "box-rotated", place,
                 "A box is rotated; the upright box around it was taken.");
    turn(box, degrees);
    return true;
}

/* ------------------------------------------------------------------ polygons */

/* "x,y;x,y;..." from *at on; *at moves behind the pair. */
static bool read_pair(const char **at, double pair[2])
{
    static const char *const ends[] = {",", ";"};
    for (int i = 0; i < 2; i++) {
        char copy[PS_LIMIT_DIGITS + 1];
        size_t length = strcspn(*at, ends[i]);
        if (length > PS_LIMIT_DIGITS) return false;
        memcpy(copy, *at, length);
        copy[length] = '\0';
        if (!ps_number_parse(copy, &pair[i])) return false;
        *at += length;
        if (i == 0 && **at != ',') return false;
        *at += **at != '\0';
    }
    return true;
}

static bool read_polygon(const xmlNode *node, const PsPlace *place, PsIssueList *issues, PsBox *box,
                         PsError *error)
{
    const char *points = ps_xml_attribute(node, "points"), *at = points;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY}, pair[2];
    if (!points || !*points) return refuse_value(place, "points", points, error);
    while (*at) {
        if (!read_pair(&at, pair)) return refuse_value(place, "points", points, error);
        for (int i = 0; i < 2; i++) {
            low[i] = fmin(low[i], pair[i]);
            high[i] = fmax(high[i], pair[i]);
        }
    }
    *box = (PsBox){low[0], low[1], high[0] - low[0], high[1] - low[1]};
    ps_issue_add(issues, "cvat-polygon", place,
                 "An object is a polygon; the box around it was taken.");
    return true;
}

/* ------------------------------------------------------------------ all */

static bool is_other_shape(const xmlNode *node)
{
    static const char *const kinds[] = {"polyline", "points",   "ellipse", "mask",
                                        "cuboid",   "skeleton", "tag"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (ps_xml_is(node, kinds[i])) return true;
    }
    return false;
}

bool ps_cvat_shape(const xmlNode *node, const PsPlace *place, PsIssueList *issues,
                   PsCvatShape *shape, PsError *error)
{
    bool box = ps_xml_is(node, "box"), polygon = ps_xml_is(node, "polygon");
    *shape = (PsCvatShape){.taken = box || polygon, .kind = box ? "box" : "polygon"};
    if (is_other_shape(node)) {
        ps_issue_add(issues, "cvat-other-shape", place,
                     "A shape is neither box nor polygon (a polyline, points, an ellipse, a mask, "
                     "a cuboid, a skeleton or a tag); it was left out.");
    }
    if (!shape->taken) return true;
    shape->label = ps_xml_attribute(node, "label");
    if (!shape->label || !*shape->label) {
        return ps_refuse(error, place->file, place, "a label in every shape", "none");
    }
    return box ? read_box(node, place, issues, &shape->box, error)
               : read_polygon(node, place, issues, &shape->box, error);
}
