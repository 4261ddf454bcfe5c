/* Recommendations, and the review of labels. */
#include "format.h"
#include "render/overlay.h"
#include "render/page.h"

/* ---- recommendations ---- */

static void add_card(const Page *page, View *view, int i)
{
    const ReportCard *card = &page->report->cards[i];
    View *item = view_item(view, card->open ? "cards" : "folded");
    view_printf(item, "index", "%d", i);
    view_text(item, "severity", card->severity);
    view_text(item, "topic", card->topic);
    view_text(item, "title", card->title);
    view_text(item, "sentence", card->sentence);
    view_text(item, "action", card->action);
    view_text(item, "gain", card->gain);
    view_text(item, "anchor", card->anchor);
    view_text(item, "link", card->link);
    view_text(item, "link_text", card->link_text);
    view_text(item, "link_note", card->link_note);
    view_text(item, "crops", card->crops);
    view_text(item, "order", card->order);
    view_flag(item, "has_figure", card->figure.count > 0);
    view_text(item, "figure_note", card->figure_note);
    view_raw(item, "figure", page_figure(page, &card->figure));
}

static void add_unchecked(const Report *report, View *view)
{
    view_flag(view, "has_unchecked", report->unchecked_count > 0);
    view_list(view, "unchecked");
    for (int i = 0; i < report->unchecked_count; i++) {
        View *item = view_item(view, "unchecked");
        view_text(item, "label", report->unchecked[i].label);
        view_text(item, "value", report->unchecked[i].value);
    }
}

void page_advice(const Page *page, View *view)
{
    const Report *report = page->report;
    int folded = 0;
    view_list(view, "cards");
    view_list(view, "folded");
    for (int i = 0; i < report->card_count; i++) {
        add_card(page, view, i);
        folded += !report->cards[i].open;
    }
    view_flag(view, "has_folded", folded > 0);
    view_text(view, "more",
              plural(page->arena, folded, "more recommendation", "more recommendations"));
    view_text(view, "order", report->cards_order);
    view_text(view, "note", report->cards_note);
    view_text(view, "quiet", report->quiet);
    add_unchecked(report, view);
}

/* ---- label review ---- */

static void add_label(const Page *page, View *view, int i, const ImageView *image)
{
    const LabelRow *row = &page->report->labels[i];
    View *item = view_item(view, "labels");
    const char *preview = image->preview ? image->preview : image->thumb;
    const char *shown = page_url(page, page->carried ? image->thumb : preview);
    PsBuf out = PS_BUF;
    overlay_crop(&out, image, row, page->report->optimum, shown);
    view_raw(item, "crop", ps_arena_text_n(page->arena, out.data, out.length));
    ps_buf_free(&out);
    view_printf(item, "index", "%d", i);
    view_text(item, "preview", page_link(page, preview));
    view_text(item, "name", ps_arena_text(page->arena, image->name));
    view_text(item, "reason", row->reason);
    view_text(item, "iou", row->iou_note);
}

static void add_labels(const Page *page, View *view)
{
    const Report *report = page->report;
    int shown = report->label_count < LABELS_SHOWN ? report->label_count : LABELS_SHOWN;
    PsArena *scratch = ps_arena_new();
    for (int i = 0; i < shown && report->labels[i].list == report->labels[0].list; i++) {
        ImageView image = {0};
        report->image(report, report->labels[i].image, scratch, &image);
        add_label(page, view, i, &image);
        ps_arena_reset(scratch);
    }
    ps_arena_free(scratch);
}

void page_review(const Page *page, View *view)
{
    const Report *report = page->report;
    view_flag(view, "has_labels", report->label_count > 0);
    view_text(view, "note", report->labels_note);
    view_list(view, "lists");
    for (int i = 0; i < report->label_list_count; i++) {
        View *item = view_item(view, "lists");
        view_text(item, "name", report->label_lists[i].name);
        view_text(item, "note", report->label_lists[i].note);
        view_text(item, "count", report->label_lists[i].count_text);
    }
    view_list(view, "labels");
    add_labels(page, view);
}
