/* The sections of the page: each fills one View for one template. All of it shows the optimum, so
 * that the page can be read without scripts. */
#ifndef RENDER_PAGE_H
#define RENDER_PAGE_H

#include "render/view.h"
#include "report.h"

enum {
    BIG_CELLS = 5,       /* classes up to which the matrix has large cells */
    CLASSES_SHOWN = 200, /* class rows in the markup */
    IMAGES_SHOWN = 12,   /* thumbnails in the markup */
    LABELS_SHOWN = 12,   /* cut-outs of the label review in the markup */
};

typedef struct Page {
    const Report *report;
    PsArena *arena;
    const char *carried; /* folder with the pictures that the page carries within itself, or NULL */
} Page;

/* The template of a section of the report, by its id, or NULL if this page does not know it. */
const char *page_template(const char *id);

/* Fills the view of the section with this id. */
void page_section(const Page *page, const char *id, View *view);

/* Title, verdict, facts, threshold bar. */
void page_head(const Page *page, View *view);

/* Builders of sections. */
void page_summary(const Page *page, View *view);
void page_metrics(const Page *page, View *view);
void page_classes(const Page *page, View *view);
void page_matrix(const Page *page, View *view);
void page_images(const Page *page, View *view);
void page_errors(const Page *page, View *view);
void page_explorer(const Page *page, View *view);
void page_trust(const Page *page, View *view);
void page_advice(const Page *page, View *view);
void page_review(const Page *page, View *view);
void page_compare(const Page *page, View *view);
void page_method(const Page *page, View *view);
void page_data(const Page *page, View *view);

/* Adds image i as an item of the list, as templates/frame.html shows it: its thumbnail with the
   boxes at the optimum. `was`: what its F1 is compared with; "". */
void page_frame(const Page *page, View *view, const char *list, int i, const char *was);

/* The address of a picture by its path below the report's folder: the path, or the picture itself;
   "" for NULL. */
const char *page_url(const Page *page, const char *path);

/* The same for a link, which cannot lead to a picture within the page: "" then. */
const char *page_link(const Page *page, const char *path);

/* A figure as markup in the arena; "" for an empty one. */
const char *page_figure(const Page *page, const Figure *figure);

/* Splits rich text into the list `name` of runs: text, strong. */
void page_rich(View *view, const char *name, const char *text);

/* "name", and "long_name" if it may be cut off where it stands: only then is it given as a title too. */
void page_name(View *item, const char *name);

/* Sets precision, recall and f1 to the shown texts of the sweep at k; "" if k is UNDEFINED. */
void page_rates(const Page *page, View *view, const Sweep *sweep, int k);

#endif
