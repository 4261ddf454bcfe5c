/* One pass over all pictures: find them in order, then read, decode, shrink and write each in its
   own turn, then gather in order. A turn writes to its slot and its two files only, so the outcome
   is the same for every number of threads. */
#include "pictures.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "picture_find.h"
#include "picture_write.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    THUMB_SIZE = 320,
    THUMB_QUALITY = 80,
    PREVIEW_SIZE = 1280,
    PREVIEW_QUALITY = 85,
    MOST_COPIED_BYTES = 1024 * 1024,     /* a larger original is encoded anew as a preview */
    MOST_READ_BYTES = 256 * 1024 * 1024, /* the decoders refuse more: here it is not even read */
    PER_FOLDER = 256,
    PATH_SIZE = 40,
};

typedef struct FaultText {
    const char *code;
    const char *problem; /* for the plate; NULL if the picture is shown; "" if the turn told it */
    bool plate;          /* a report shows a plate instead of the picture */
    const char *text;    /* for the issue */
} FaultText;

static const FaultText fault_texts[FAULT_COUNT] = {
    [FAULT_FOLDER] = {"picture-folder-missing", "folder of pictures not found", false,
                      "The folder of pictures cannot be opened; no picture is shown."},
    [FAULT_NAME_UNSAFE] = {"picture-name-unsafe", "unsafe file name", false,
                           "The file name is not a plain path below the folder of pictures; "
                           "nothing was opened."},
    [FAULT_OUTSIDE] = {"picture-outside-folder", "lies outside the folder of pictures", false,
                       "A symbolic link leads out of the folder of pictures and was not followed; "
                       "name the folder in which the pictures really lie."},
    [FAULT_NOT_A_FILE] = {"picture-not-a-file", "not a regular file", false,
                          "The name belongs to something that is not a regular file; it was not "
                          "opened."},
    [FAULT_DENIED] = {"picture-not-permitted", "permission denied", true,
                      "The picture lies in a folder that may not be read."},
    [FAULT_MISSING] = {"picture-missing", "file not found", true,
                       "The picture is not in the folder."},
    [FAULT_AMBIGUOUS] = {"picture-name-ambiguous", "file name is ambiguous", false,
                         "Only files of a like name were found, and not one for this image alone; "
                         "none was taken."},
    [FAULT_BROKEN] = {"picture-broken", "", true, "The picture cannot be shown."},
    [FAULT_DAMAGED] = {"picture-damaged", "damaged: part of it may be grey", false,
                       "The file is damaged; what could be decoded is shown."},
    [FAULT_SIZE] = {"picture-size-differs", NULL, false,
                    "The picture does not have the size that the ground truth states; its boxes "
                    "may lie in the wrong places."},
    [FAULT_FOUND_BY_NAME] = {"picture-found-by-name", NULL, false,
                             "The picture was found in another folder, or in other letter case, "
                             "than the ground truth states."},
    [FAULT_FOUND_BY_STEM] = {"picture-found-by-stem", NULL, false,
                             "The picture was found by its name without the extension."},
    [FAULT_TURNED] = {"picture-turned", NULL, false,
                      "The picture was turned upright as its EXIF orientation says; its boxes are "
                      "taken as those of the upright picture."},
    [FAULT_TURNED_STORED] = {"picture-turned-boxes-stored", NULL, false,
                             "The picture was turned upright as its EXIF orientation says. The "
                             "ground truth states the size before turning, so its boxes were "
                             "turned with it."},
};

typedef struct Slot {
    Picture picture; /* without its texts */
    bool made;
    unsigned faults;
    char *problem;    /* malloc'd: why it is broken */
    PsError *failure; /* malloc'd: the output could not be written */
} Slot;

typedef struct Pass {
    const PsDataset *dataset;
    const PictureOptions *options;
    const PictureSource *sources;
    Slot *slots;
    PsAppearance *appearances; /* one an image, or NULL */
    PsLookTables *tables;      /* for them */
    int preview_size;
    atomic_bool stop; /* an output failed: the rest is spared */
    pthread_mutex_t lock;
    int done; /* under the lock */
} Pass;

static void name_file(char path[PATH_SIZE], const char *folder, int index)
{
    snprintf(path, PATH_SIZE, "%s/%02x/%06d.jpg", folder, (unsigned)(index / PER_FOLDER), index);
}

static bool write_output(Pass *pass, const char *folder, int index, const void *data, size_t size)
{
    char name[PATH_SIZE];
    name_file(name, folder, index);
    PsBuf path = PS_BUF;
    ps_buf_printf(&path, "%s/%s", pass->options->output, name);
    PsError error;
    bool fine = ps_file_write(path.data, data, size, &error);
    if (!fine) {
        pass->slots[index].failure = ps_alloc(sizeof(PsError));
        *pass->slots[index].failure = error;
        atomic_store(&pass->stop, true);
    }
    ps_buf_free(&path);
    return fine;
}

static void mark_broken(Slot *slot, const PsError *error)
{
    PsBuf text = PS_BUF;
    ps_buf_text(&text, error->found);
    if (*error->wanted) ps_buf_printf(&text, " (wanted: %s)", error->wanted);
    slot->problem = text.data; /* freed when gathered */
    slot->faults |= FAULT_BIT(FAULT_BROKEN);
}

/* The frame of the boxes can be told from the size where the picture turns by a quarter. */
static unsigned judge_size(const PsImage *image, const PsPicture *picture)
{
    bool stated = image->width > 0 && image->height > 0;
    bool upright = image->width == picture->full_width && image->height == picture->full_height;
    bool stored = picture->orientation >= 5 && image->width == picture->full_height &&
                  image->height == picture->full_width;
    if (stated && !upright) return FAULT_BIT(stored ? FAULT_TURNED_STORED : FAULT_SIZE);
    return picture->orientation > 1 ? FAULT_BIT(FAULT_TURNED) : 0;
}

/* A plain JPEG carries no EXIF: it is upright. */
static bool may_copy(const Pass *pass, const PsBytes *bytes)
{
    int width, height;
    PsError error;
    return bytes->size <= MOST_COPIED_BYTES && picture_is_plain_jpeg(bytes->data, bytes->size) &&
           ps_picture_size(bytes->data, bytes->size, true, "", &width, &height, &error) &&
           width <= pass->preview_size && height <= pass->preview_size;
}

static bool write_small(Pass *pass, const char *folder, int index, const PsPicture *picture)
{
    bool thumb = strcmp(folder, "thumbs") == 0;
    PsPicture small;
    size_t size;
    int longer = thumb ? THUMB_SIZE : pass->preview_size;
    unsigned char *bytes = ps_picture_jpeg(picture_shrunk(picture, longer, &small),
                                           thumb ? THUMB_QUALITY : PREVIEW_QUALITY, &size);
    bool fine = write_output(pass, folder, index, bytes, size);
    ps_picture_free(&small);
    free(bytes);
    return fine;
}

/* `copy` is NULL if the preview is to be encoded anew. */
static bool write_both(Pass *pass, int index, const PsPicture *picture, const PsBytes *copy)
{
    if (!pass->options->output) return true;
    bool fine = copy ? write_output(pass, "previews", index, copy->data, copy->size)
                     : write_small(pass, "previews", index, picture);
    return fine && write_small(pass, "thumbs", index, picture);
}

static void note_hash(PsAppearance *look, const PsBytes *bytes)
{
    char hash[65], half[17] = "";
    ps_sha256(bytes->data, bytes->size, hash);
    for (int i = 0; i < 2; i++) {
        memcpy(half, hash + 16 * i, 16);
        look->file[i] = strtoull(half, NULL, 16);
    }
}

/* No larger than what is written of it; damage shows only on decoding, and is not copied. */
static bool decode(const Pass *pass, int index, const PsBytes *bytes, bool *copy,
                   PsPicture *picture, PsError *error)
{
    int larger = THUMB_SIZE > pass->preview_size ? THUMB_SIZE : pass->preview_size;
    PsAppearance *look = pass->appearances ? &pass->appearances[index] : NULL;
    PsDecode wanted = {bytes->data, bytes->size, larger, pass->sources[index].path,
                       look,        pass->tables};
    *copy = pass->options->output && may_copy(pass, bytes);
    if (*copy || !pass->options->output) wanted.target = THUMB_SIZE;
    if (!ps_picture_read(&wanted, picture, error)) return false;
    if (!*copy || !picture->damaged) return true;
    *copy = false;
    wanted.target = larger;
    ps_picture_free(picture);
    return ps_picture_read(&wanted, picture, error);
}

static void make_one(Pass *pass, int index)
{
    Slot *slot = &pass->slots[index];
    bool copy;
    PsBytes bytes = {0};
    PsPicture picture = {0};
    PsError error;
    if (!ps_file_read(pass->sources[index].path, MOST_READ_BYTES, &bytes, &error) ||
        !decode(pass, index, &bytes, &copy, &picture, &error)) {
        mark_broken(slot, &error);
        ps_bytes_free(&bytes);
        return;
    }
    Picture *item = &slot->picture;
    item->width = picture.full_width;
    item->height = picture.full_height;
    item->orientation = picture.orientation;
    slot->faults |= judge_size(&pass->dataset->images[index], &picture);
    if (picture.damaged) slot->faults |= FAULT_BIT(FAULT_DAMAGED);
    slot->made = write_both(pass, index, &picture, copy ? &bytes : NULL);
    if (pass->appearances) note_hash(&pass->appearances[index], &bytes);
    ps_picture_free(&picture);
    ps_bytes_free(&bytes);
}

static void turn(void *context, int index, int worker)
{
    (void)worker;
    Pass *pass = context;
    pass->slots[index].faults = pass->sources[index].faults;
    if (atomic_load(&pass->stop)) return;
    if (pass->sources[index].path) make_one(pass, index);
    if (!pass->options->progress) return;
    pthread_mutex_lock(&pass->lock);
    pass->done++;
    pass->options->progress(pass->options->progress_context, pass->done,
                            pass->dataset->image_count);
    pthread_mutex_unlock(&pass->lock);
}

/* Folders for the images that have a file; made before the turns, which only write. */
static bool make_folders(const Pass *pass, PsArena *arena, PsError *error)
{
    int last = -1;
    for (int i = 0; pass->options->output && i < pass->dataset->image_count; i++) {
        int group = i / PER_FOLDER;
        if (!pass->sources[i].path || group == last) continue;
        const char *output = pass->options->output;
        char *thumbs = ps_arena_printf(arena, "%s/thumbs/%02x", output, (unsigned)group);
        char *previews = ps_arena_printf(arena, "%s/previews/%02x", output, (unsigned)group);
        if (!ps_folder_make(thumbs, error) || !ps_folder_make(previews, error)) return false;
        last = group;
    }
    return true;
}

static void run(Pass *pass)
{
    int threads = pass->options->threads < 1 ? 1 : pass->options->threads;
    pthread_mutex_init(&pass->lock, NULL);
    ps_parallel_for(threads, pass->dataset->image_count, turn, pass);
    pthread_mutex_destroy(&pass->lock);
}

static const char *problem_of(const Slot *slot, PsArena *arena)
{
    for (int fault = 0; fault < FAULT_COUNT; fault++) {
        const char *problem = fault_texts[fault].problem;
        if (!problem || !(slot->faults & FAULT_BIT(fault))) continue;
        return *problem ? problem : ps_text_shown(arena, ps_arena_text(arena, slot->problem));
    }
    return NULL;
}

static Picture gather_item(const Slot *slot, int index, PsArena *arena)
{
    Picture item = slot->picture;
    item.problem = problem_of(slot, arena);
    if (slot->made) {
        char path[PATH_SIZE];
        name_file(path, "thumbs", index);
        item.thumb = ps_arena_text(arena, path);
        name_file(path, "previews", index);
        item.preview = ps_arena_text(arena, path);
    }
    return item;
}

/* Adds a place; the array holds PS_ISSUE_PLACES at most. */
static PsWhere *add_place(PsIssue *issue, const char *file, const char *place, PsArena *arena)
{
    if (issue->count++ == 0) issue->places = PS_ARRAY(arena, PsWhere, PS_ISSUE_PLACES);
    if (issue->place_count == PS_ISSUE_PLACES) return NULL;
    PsWhere *where = &issue->places[issue->place_count++];
    *where = (PsWhere){file, ps_text_shown(arena, ps_arena_text(arena, place)), NULL};
    issue->file = issue->places[0].file;
    issue->place = issue->places[0].place;
    return where;
}

static const char *issue_text(const FaultText *fault, const Pass *pass, PsArena *arena)
{
    bool plate = fault->plate && pass->options->output;
    return plate ? ps_arena_printf(arena, "%s A plate stands in its place.", fault->text)
                 : fault->text;
}

static void gather_issues(const Pass *pass, PsArena *arena, Pictures *pictures)
{
    pictures->issues = PS_ARRAY(arena, PsIssue, FAULT_COUNT);
    for (int fault = 0; fault < FAULT_COUNT; fault++) {
        const char *text = issue_text(&fault_texts[fault], pass, arena);
        PsIssue issue = {.code = fault_texts[fault].code, .text = text};
        for (int i = 0; i < pass->dataset->image_count; i++) {
            if (!(pass->slots[i].faults & FAULT_BIT(fault))) continue;
            PsWhere *where =
                add_place(&issue, pass->options->folder, pass->dataset->images[i].file, arena);
            if (fault != FAULT_BROKEN || !where) continue;
            const char *problem = pictures->items[i].problem;
            where->text = ps_arena_printf(arena, "%s Reason: %s.", text, problem);
            if (issue.count > 1) continue;
            issue.text = ps_arena_printf(arena, "%s First: %s.", text, problem);
        }
        if (fault == FAULT_MISSING && issue.count == pass->dataset->image_count) {
            issue.text = "None of the pictures is in the folder: is it the right one?";
        }
        if (issue.count > 0) pictures->issues[pictures->issue_count++] = issue;
    }
}

static void gather_orphans(const PictureSources *found, const char *folder, PsArena *arena,
                           Pictures *pictures)
{
    pictures->notes = PS_NEW(arena, PsIssue);
    *pictures->notes = (PsIssue){
        .code = "picture-without-image",
        .text =
            "A picture in the folder belongs to no image of the ground truth; it was not used."};
    for (int i = 0; i < found->orphan_count; i++) {
        add_place(pictures->notes, folder, found->orphans[i], arena);
    }
    pictures->note_count = found->orphan_count > 0;
}

/* What was described: pictures that could be decoded. */
static void gather_looks(const Pass *pass, PsArena *arena, Pictures *pictures)
{
    if (!pass->appearances) return;
    pictures->looks = PS_ARRAY(arena, const PsAppearance *, pass->dataset->image_count);
    for (int i = 0; i < pass->dataset->image_count; i++) {
        if (pictures->items[i].width > 0) pictures->looks[i] = &pass->appearances[i];
    }
}

/* The first failure by image decides, whichever thread met one first. */
static bool gather(const Pass *pass, PsArena *arena, Pictures *pictures, PsError *error)
{
    bool fine = true;
    for (int i = 0; i < pass->dataset->image_count; i++) {
        Slot *slot = &pass->slots[i];
        pictures->items[i] = gather_item(slot, i, arena);
        pictures->made += slot->made;
        if (slot->failure && fine) *error = *slot->failure;
        fine = fine && !slot->failure;
        free(slot->failure);
        free(slot->problem);
    }
    if (fine) gather_looks(pass, arena, pictures);
    if (fine) gather_issues(pass, arena, pictures);
    return fine;
}

bool pictures_make(const PsDataset *dataset, const PictureOptions *options, PsArena *arena,
                   Pictures *pictures, PsError *error)
{
    PsArena *scratch = ps_arena_new();
    Pass pass = {.dataset = dataset, .options = options};
    pass.preview_size = options->preview_size > 0 ? options->preview_size : PREVIEW_SIZE;
    pass.slots = PS_ARRAY(scratch, Slot, dataset->image_count);
    if (options->describe) {
        pass.appearances = PS_ARRAY(arena, PsAppearance, dataset->image_count);
        pass.tables = ps_look_tables_new();
    }
    atomic_init(&pass.stop, false);
    *pictures = (Pictures){.items = PS_ARRAY(arena, Picture, dataset->image_count)};
    PictureSources found = picture_find_all(dataset, options->folder, scratch);
    pass.sources = found.items;
    bool fine = make_folders(&pass, scratch, error);
    if (fine) {
        run(&pass);
        fine = gather(&pass, arena, pictures, error);
        gather_orphans(&found, options->folder, arena, pictures);
    }
    ps_look_tables_free(pass.tables);
    ps_arena_free(scratch);
    return fine;
}
