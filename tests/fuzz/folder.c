/* Bytes as files; see fuzz.h. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char line[] = "=====\n";

/* A PNG of 100 x 100 pixels up to where its pixels would begin: readers look at its size only. */
static const char picture[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x64\0\0\0\x64\x08\x02\0\0\0"
                              "\xff\x80\x02\x03\0\0\0\x01IDAT";

static const char truth_text[] =
    "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\",\"width\":100,\"height\":100},"
    "{\"id\":2,\"file_name\":\"b.jpg\",\"width\":100,\"height\":100}],"
    "\"categories\":[{\"id\":1,\"name\":\"cat\"},{\"id\":2,\"name\":\"dog\"}],"
    "\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,10,10]},"
    "{\"id\":2,\"image_id\":1,\"category_id\":2,\"bbox\":[20,0,10,10]},"
    "{\"id\":3,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,50,50],\"iscrowd\":1}]}";

static char top[64]; /* "": nothing is there yet */
static PsArena *arena;
static PsDataset *truth;
static bool present[FUZZ_FILES];

void fuzz_must(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "must hold: %s\n", what);
    abort();
}

void fuzz_must_be_text(const char *text, const char *what)
{
    fuzz_must(text && ps_utf8_check(text, strlen(text)) == strlen(text), what);
}

void fuzz_must_be_issues(const PsIssue *issues, int count)
{
    for (int i = 0; i < count; i++) {
        fuzz_must(issues[i].code && issues[i].count > 0, "an issue is filled");
        fuzz_must(issues[i].place_count <= issues[i].count, "places are counted");
        fuzz_must_be_text(issues[i].text, "an issue is UTF-8");
        for (int k = 0; k < issues[i].place_count; k++) {
            fuzz_must(issues[i].places[k].file, "an issue has a file"); /* bytes as on disk */
            fuzz_must_be_text(issues[i].places[k].place, "the place of an issue is UTF-8");
        }
    }
}

void fuzz_must_refuse(const PsError *error)
{
    char text[4096];
    ps_error_text(error, text, sizeof text);
    fuzz_must(error->code == PS_ERROR_INPUT || error->code == PS_ERROR_USAGE, "an error is told");
    fuzz_must(error->found[0], "an error says what was found");
    fuzz_must_be_text(text, "an error is UTF-8");
    for (const char *at = text; *at; at++) {
        fuzz_must((unsigned char)*at >= 0x20 && *at != 0x7f, "an error is one line");
    }
}

/* ------------------------------------------------------------------ paths */

static const char *path_in(const char *folder, const char *name)
{
    static char paths[4][256];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s%s%s%s", top, folder, name ? "/" : "", name ? name : "");
    return path;
}

const char *fuzz_path(const char *name)
{
    return path_in("/set", name);
}

const char *fuzz_beside(const char *name)
{
    return path_in("/beside", name);
}

bool fuzz_has(const char *name)
{
    return access(fuzz_path(name), F_OK) == 0;
}

static void write_file(const char *path, const void *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool fine = file >= 0 && write(file, data, size) == (ssize_t)size && close(file) == 0;
    fuzz_must(fine, "the folder in memory can be written");
}

/* ------------------------------------------------------------------ the folder */

static void make_top(void)
{
    PsError error;
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(top, sizeof top, "%s/proofsheet-fuzz-XXXXXX", memory ? "/dev/shm" : "/tmp");
    fuzz_must(mkdtemp(top) && ps_folder_make(fuzz_beside(NULL), &error), "a folder can be made");
    arena = ps_arena_new();
    write_file(fuzz_beside("a.png"), picture, sizeof picture - 1);
    write_file(fuzz_beside("b.png"), picture, sizeof picture - 1);
    write_file(fuzz_beside("none.json"), "[]", 2);
    write_file(fuzz_beside("truth.json"), truth_text, sizeof truth_text - 1);
    truth = ps_dataset_read(fuzz_beside("truth.json"), NULL, &error);
    fuzz_must(truth, "the ground truth is sound");
}

static void make_room(const char *name)
{
    PsError error;
    const char *base = ps_path_base(name);
    const char *folder = ps_arena_text_n(arena, name, (size_t)(base - name));
    fuzz_must(ps_folder_make(fuzz_path(folder), &error), "a folder can be made");
}

void fuzz_start(const FuzzTarget *target)
{
    PsError error;
    if (!*top) make_top();
    if (ps_folder_exists(fuzz_path(NULL))) ps_folder_remove(fuzz_path(NULL), &error);
    memset(present, 0, sizeof present);
    fuzz_must(ps_folder_make(fuzz_path(NULL), &error), "a folder can be made");
    for (int i = 0; i < FUZZ_FILES && target->files[i]; i++) make_room(target->files[i]);
    for (int i = 0; i < 2 && target->pictures[i]; i++) {
        make_room(target->pictures[i]);
        write_file(fuzz_path(target->pictures[i]), picture, sizeof picture - 1);
    }
}

void fuzz_end(void)
{
    PsError error;
    if (!*top) return;
    ps_dataset_free(truth);
    ps_arena_free(arena);
    ps_folder_remove(top, &error);
    *top = '\0';
}

const PsDataset *fuzz_truth(void)
{
    return truth;
}

/* ------------------------------------------------------------------ parts */

/* Where the next "=====" begins, else the end. It need not stand at the start of a line: what comes
   before may be no text. */
static size_t find_line(const uint8_t *data, size_t size)
{
    size_t length = sizeof line - 1;
    for (size_t at = 0; at + length <= size; at++) {
        if (memcmp(data + at, line, length) == 0) return at;
    }
    return size;
}

static void put_part(int i, const char *name, const uint8_t *data, size_t size)
{
    write_file(fuzz_path(name), data, size);
    present[i] = true;
}

/* All that comes for the last file is its own, with the lines. */
void fuzz_put(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    bool over = false;
    for (int i = 0; i < FUZZ_FILES && target->files[i]; i++) {
        bool last = i + 1 == FUZZ_FILES || !target->files[i + 1];
        size_t length = last ? size : find_line(data, size);
        if (!over) put_part(i, target->files[i], data, length);
        if (over && present[i]) present[i] = unlink(fuzz_path(target->files[i])) != 0;
        over = over || length == size;
        size_t gone = length < size ? length + sizeof line - 1 : size;
        data += gone;
        size -= gone;
    }
}
