/* Ground truth as text: "name x1 y1 x2 y2" a line, a file for each image. */
#include "read/text/text.h"

#include "base/file.h"
#include "read/named.h"
#include "read/text/text_set.h"

/* Every file is an image, also one without a line. The picture is called like it. */
static bool add_images(PsTextSet *set, PsNamed *named)
{
    int count;
    PsTextFile *files = ps_text_files(set, &count);
    for (int i = 0; i < count; i++) {
        PsNamedImage image = {.written = ps_path_stem(named->arena, files[i].name),
                              .place = {.file = files[i].path}};
        files[i].image = ps_named_new_image(named, &image);
        if (files[i].image < 0) return false;
        ps_named_size(named, files[i].image, &files[i].width, &files[i].height);
    }
    return true;
}

static bool add_objects(PsTextSet *set, PsNamed *named)
{
    int count, files;
    const PsTextRow *rows = ps_text_rows(set, &count);
    const PsTextFile *file = ps_text_files(set, &files);
    PsTextLayout layout = ps_text_layout(set, named->issues);
    for (int i = 0; i < count; i++) {
        PsPlace place = ps_text_place(set, &rows[i]);
        PsNamedBox box = {.image = file[rows[i].file].image,
                          .class_name = ps_names_at(&set->names, rows[i].name),
                          .class_place = place,
                          .box_place = place};
        if (!ps_text_box(set, &rows[i], layout, &box.box, named->error)) return false;
        if (!ps_named_add(named, &box)) return false;
        if (rows[i].difficult) ps_named_note_difficult(named, &place);
    }
    return true;
}

bool ps_text_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    PsTextSet set;
    PsNamed named;
    bool fine = ps_named_truth(&named, source, builder, error);
    fine = ps_text_open(&set, source, false, error) && fine && add_images(&set, &named) &&
           add_objects(&set, &named);
    ps_text_close(&set);
    ps_named_close(&named);
    return fine;
}
