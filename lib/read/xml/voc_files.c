/* VOC files of a folder; see voc_files.h. Three layouts: the devkit, whose lists in ImageSets/Main
   name the splits; folders named after the splits; all in one folder. */
#include "read/xml/voc_files.h"

#include "base/file.h"
#include "read/splits.h"

#include <string.h>

static const char *const xml_endings[] = {"xml", NULL};
static const char *const list_endings[] = {"txt", NULL};
static const char ANNOTATIONS[] = "Annotations/";
static const char LISTS[] = "ImageSets/Main/";

typedef struct Search {
    PsSource *source;
    PsIssueList *issues;
    PsBuf *files; /* all of them */
    bool *taken;  /* by number in the source's listing, as is: */
    const char **split_of;
    const char *split; /* of the list that is being read */
} Search;

/* Where the folder of this name begins in the path, or NULL. */
static const char *find_part(const char *path, const char *part)
{
    for (const char *at = path; (at = strstr(at, part)); at++) {
        if (at == path || at[-1] == '/') return at;
    }
    return NULL;
}

static bool has_annotations(const PsSource *source)
{
    const char *name;
    for (int at = 0; (name = ps_source_next(source, xml_endings, &at));) {
        if (find_part(name, ANNOTATIONS)) return true;
    }
    return false;
}

const char *ps_voc_file_next(const PsSource *source, int *at)
{
    /* The listing is sorted, and what may come before "Annotations" is little: looked at anew only
       when a name lies elsewhere. */
    const char *name;
    int devkit = -1;
    while ((name = ps_source_next(source, xml_endings, at))) {
        if (find_part(name, ANNOTATIONS)) return name;
        if (devkit < 0) devkit = has_annotations(source);
        if (!devkit) return name;
    }
    return NULL;
}

static void gather(Search *search)
{
    const PsSource *source = search->source;
    bool devkit = has_annotations(source);
    const char *name;
    for (int at = 0; (name = ps_source_next(source, xml_endings, &at));) {
        if (devkit && !find_part(name, ANNOTATIONS)) continue;
        PsVocFile file = {.name = name, .id = (int64_t)PS_BUF_COUNT(search->files, PsVocFile) + 1};
        PS_BUF_PUSH(search->files, file);
    }
}

/* Keeps the files that are marked, or all, and says of which split they are. */
static void keep_taken(Search *search, bool all)
{
    PsVocFile *files = PS_BUF_ITEMS(search->files, PsVocFile);
    size_t count = PS_BUF_COUNT(search->files, PsVocFile), kept = 0;
    for (size_t i = 0; i < count; i++) {
        int number = ps_folder_find(search->source->folder, files[i].name);
        files[i].split = search->split_of[number];
        if (all || search->taken[number]) files[kept++] = files[i];
    }
    search->files->length = kept * sizeof *files;
}

/* ------------------------------------------------------------------ lists */

static void take_listed(Search *search, const PsSourceFile *list, size_t root, const char *at,
                        size_t length)
{
    PsArena *arena = search->source->arena;
    const PsFolder *folder = search->source->folder;
    char *name = ps_arena_printf(arena, "%.*s%s%.*s.xml", (int)root, list->name, ANNOTATIONS,
                                 (int)length, at);
    int number = ps_folder_find(folder, name);
    PsPlace place = ps_source_place(list, at);
    if (number >= 0) {
        const char *before = search->split_of[number];
        if (before && !ps_split_is(before, search->split)) {
            ps_split_note_twice(search->issues, &place);
        }
        if (!before) search->split_of[number] = search->split;
        search->taken[number] = true;
    } else {
        ps_issue_add(search->issues, "listed-without-labels", &place,
                     "A list of the split names an image that has no XML file; it was left out.");
    }
}

/* A line is "2007_000027", or "2007_000027 -1" in the lists of one class: -1 is "not in it". */
static void read_lines(Search *search, const PsSourceFile *list, size_t root)
{
    const char *at = list->data;
    if (strncmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    while (*at) {
        at += strspn(at, " \t\r\n");
        size_t length = strcspn(at, " \t\r\n");
        const char *rest = at + length + strspn(at + length, " \t");
        if (length > 0 && length < 1000 && strncmp(rest, "-1", 2) != 0) {
            take_listed(search, list, root, at, length);
        }
        at = rest + strcspn(rest, "\n");
    }
}

/* Lists of all devkits in the folder (VOC2007, VOC2012) that have this name. */
static bool read_lists(Search *search, const char *split, PsError *error)
{
    PsSourceFile file = PS_SOURCE_FILE;
    const char *name;
    bool fine = true;
    search->split = split;
    for (int at = 0; fine && (name = ps_source_next(search->source, list_endings, &at));) {
        const char *lists = find_part(name, LISTS);
        if (!lists) continue;
        if (strcmp(ps_path_stem(search->source->arena, name), split) != 0) continue;
        int files_read = search->source->files_read;
        fine = ps_source_read(search->source, name, &file, error);
        if (fine) read_lines(search, &file, (size_t)(lists - name));
        search->source->files_read = files_read; /* "files" are those with labels */
    }
    ps_source_file_free(&file);
    return fine;
}

static bool take_by_lists(Search *search, const char *split, PsError *error)
{
    if (!read_lists(search, split, error)) return false;
    keep_taken(search, false);
    if (search->files->length > 0) return true;
    return ps_fail(error, PS_ERROR_INPUT, search->source->path, NULL,
                   "a list in ImageSets/Main with images that have XML files in Annotations",
                   "the list \"%.60s\" names no such image", split);
}

/* All files; the lists of train, val and test say which is which. There are more: of each class,
   and of two splits together. */
static bool take_all_by_lists(Search *search, const PsNames *found, PsError *error)
{
    for (int i = 0; i < ps_names_count(found); i++) {
        const char *split = ps_names_at(found, i);
        if (ps_split_is_known(search->source, split) && !read_lists(search, split, error)) {
            return false;
        }
    }
    keep_taken(search, true);
    return true;
}

/* ------------------------------------------------------------------ folders */

/* "": all. */
static void take_by_folders(Search *search, const char *split)
{
    const PsFolder *folder = search->source->folder;
    for (int i = 0; i < folder->name_count; i++) {
        search->taken[i] = ps_split_has(folder->names[i], split, PS_SPLIT_BY_FOLDER);
        search->split_of[i] =
            *split ? split : ps_split_of(search->source, folder->names[i], PS_SPLIT_BY_FOLDER);
    }
    keep_taken(search, !*split);
}

static bool find_lists(Search *search, PsNames *found)
{
    PsSource *source = search->source;
    const char *name;
    for (int at = 0; (name = ps_source_next(source, list_endings, &at));) {
        if (!find_part(name, LISTS)) continue;
        const char *stem = ps_path_stem(source->arena, name);
        ps_names_add(found, stem, strlen(stem));
    }
    return ps_names_count(found) > 0;
}

/* True if some files are in none. */
static bool find_folders(Search *search, PsNames *found)
{
    const PsVocFile *files = PS_BUF_ITEMS(search->files, PsVocFile);
    size_t count = PS_BUF_COUNT(search->files, PsVocFile);
    bool rest = false;
    for (size_t i = 0; i < count; i++) {
        rest |= !ps_split_find(search->source, files[i].name, PS_SPLIT_BY_FOLDER, found);
    }
    return rest;
}

static bool take_split(Search *search, PsError *error)
{
    PsNames found;
    ps_names_start(&found, search->source->arena);
    bool lists = find_lists(search, &found), rest = lists || find_folders(search, &found);
    const char *split = ps_split_choose(search->source, &found, rest, error);
    bool fine = split != NULL;
    if (fine && lists) {
        fine =
            *split ? take_by_lists(search, split, error) : take_all_by_lists(search, &found, error);
    } else if (fine) {
        take_by_folders(search, split);
    }
    ps_names_free(&found);
    return fine;
}

bool ps_voc_files(PsSource *source, bool parts, PsBuf *files, PsIssueList *issues, PsError *error)
{
    Search search = {.source = source, .issues = issues, .files = files};
    search.taken = PS_ARRAY(source->arena, bool, source->folder->name_count);
    search.split_of = PS_ARRAY(source->arena, const char *, source->folder->name_count);
    gather(&search);
    return !parts || take_split(&search, error);
}
