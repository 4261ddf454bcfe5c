/* Ground truth as text: "name x1 y1 x2 y2" a line, a file for each image. */
#include "read/text.h"

#include "base/file.h"
#include "read/draft.h"
#include "read/text_set.h"

#include <string.h>

/* Every file is an image, also one without a line. The picture is called like it. */
static void add_images(PsTextSet *set, PsDraft *draft)
{
    int count;
    PsTextFile *files = ps_text_files(set, &count);
    for (int i = 0; i < count; i++) {
        const char *stem = ps_path_stem(set->source->arena, files[i].name);
        PsDraftImage image = {.file = ps_draft_picture_name(draft, stem),
                              .path = files[i].path,
                              .name = files[i].name,
                              .split = ""};
        files[i].image = ps_draft_image(draft, &image);
    }
    ps_draft_find_sizes(draft);
    const PsDraftImage *images = PS_BUF_ITEMS(&draft->images, PsDraftImage);
    for (int i = 0; i < count; i++) {
        files[i].width = images[i].width;
        files[i].height = images[i].height;
    }
}

static bool add_objects(PsTextSet *set, PsDraft *draft, PsError *error)
{
    int count, files;
    const PsTextRow *rows = ps_text_rows(set, &count);
    const PsTextFile *file = ps_text_files(set, &files);
    PsTextLayout layout = ps_text_layout(set, &draft->builder->issues);
    for (int i = 0; i < count; i++) {
        const char *name = ps_names_at(&set->names, rows[i].name);
        PsDraftObject object = {.image = file[rows[i].file].image,
                                .name = ps_draft_class(draft, name, strlen(name)),
                                .line = rows[i].line};
        if (!ps_text_box(set, &rows[i], layout, &object.box, error)) return false;
        ps_draft_object(draft, &object);
        PsPlace place = ps_text_place(set, &rows[i]);
        if (rows[i].difficult) ps_draft_note_difficult(draft, &place);
    }
    return true;
}

static bool read_set(PsTextSet *set, PsDraft *draft, PsError *error)
{
    add_images(set, draft);
    return add_objects(set, draft, error) && ps_draft_finish(draft, error);
}

bool ps_text_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    PsTextSet set;
    PsDraft draft;
    bool fine = ps_draft_open(&draft, source, builder, error);
    fine = ps_text_open(&set, source, false, error) && fine && read_set(&set, &draft, error);
    ps_text_close(&set);
    ps_draft_close(&draft);
    return fine;
}
