/* The hostile inputs of the shared data, each given to the program as a user would: it must end as
   their manifest says, within ten seconds of CPU and one gibibyte, and a refusal must be one line.
   What we see differently stands in a table, with the reason. */
#include "suites.h"
#include "support.h"

#include "base/arena.h"
#include "base/file.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *hostile_suite(void);

enum { MOST_ARGUMENTS = 24, CPU_SECONDS = 10 };

static PsArena *arena;
static cJSON *manifest;
static const char *folder;
static int case_count;

static const char box_only[] = "only boxes are read: a broken mask or key point changes no figure";
static const char outside[] = "boxes lie outside the stated size, and that is worth a warning";

static const struct {
    const char *id, *ends, *why;
} differently[] = {
    {"rle-overrun", "accept", box_only},
    {"rle-short", "accept", box_only},
    {"rle-negative", "accept", box_only},
    {"rle-size-mismatch", "accept", box_only},
    {"rle-size-huge", "accept", box_only},
    {"rle-bad-string", "accept", box_only},
    {"rle-endless-varint", "accept", box_only},
    {"poly-odd", "accept", box_only},
    {"poly-two-points", "accept", box_only},
    {"poly-empty", "accept", box_only},
    {"poly-outside", "accept", box_only},
    {"kpt-wrong-count", "accept", box_only},
    {"img-png16", "accept-warn", outside},
    {"img-png-rgba", "accept-warn", outside},
    {"img-20000x2", "accept-warn", outside},
    {"img-2x20000", "accept-warn", outside},
    {"img-webp", "accept", "WebP is read"},
    {"img-arithmetic-jpeg", "accept", "it is read, and shown as an ordinary JPEG"},
    {"img-corrupt-jpeg", "accept", "the changed bytes decode without a fault: nothing tells them"},
    {"pred-jsonl", "accept-warn", "JSON Lines are read; the note of the case allows it"},
    {"xml-no-objects", "accept-warn", "a set without a single object has no AP: that is said"},
    {"yolo-empty-label", "accept-warn", "a set without a single object has no AP: that is said"},
    {"roboflow-empty", "accept-warn", "a set without a single detection: that is said"},
};

/* ---- running the program ---- */

typedef struct Run {
    const char *arguments[MOST_ARGUMENTS];
    int count;
} Run;

static void add(Run *run, const char *option, const char *value)
{
    run->arguments[run->count++] = option;
    if (value) run->arguments[run->count++] = value;
}

/* An address sanitizer reserves far more than it uses. */
static void limit(const char *program)
{
    struct rlimit cpu = {CPU_SECONDS * 3, CPU_SECONDS * 3}, memory = {1UL << 30, 1UL << 30};
    bool sanitized = strstr(program, "san") != NULL;
    if (!sanitized) cpu.rlim_cur = cpu.rlim_max = CPU_SECONDS;
    setrlimit(RLIMIT_CPU, &cpu);
    if (!sanitized) setrlimit(RLIMIT_AS, &memory);
}

/* Exit status; standard error in *said. A signal is -1. */
static int execute(Run *run, const char *program, PsBytes *said)
{
    const char *log = ps_arena_printf(arena, "%s/proofsheet-hostile-%d", "/tmp", (int)getpid());
    pid_t child = fork();
    if (child == 0) {
        int file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int nothing = open("/dev/null", O_WRONLY);
        dup2(nothing, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        limit(program);
        execv(program, (char *const *)run->arguments);
        _exit(127);
    }
    int status = 0;
    ck_assert(waitpid(child, &status, 0) == child);
    PsError error;
    ck_assert(ps_file_read(log, 1 << 20, said, &error));
    unlink(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- a case ---- */

static const char *path_of(const cJSON *item, const char *role, const char *otherwise)
{
    const cJSON *use = cJSON_GetObjectItem(item, "use");
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(use, role));
    if (!name) return otherwise ? ps_path_join(arena, folder, otherwise) : NULL;
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(item, "id"));
    return ps_path_join(arena, ps_path_join(arena, folder, id), name);
}

/* Ground truth of other formats is checked alone: the predictions of the base set do not fit it. */
static Run make_run(const cJSON *item, const char *program)
{
    Run run = {.count = 0};
    bool with_vectors = path_of(item, "embeddings", NULL) != NULL;
    const char *format = cJSON_GetStringValue(cJSON_GetObjectItem(item, "format"));
    bool fits = strcmp(format, "coco") == 0 || strcmp(format, "image") == 0;
    bool with_boxes = fits || with_vectors || path_of(item, "pred", NULL);
    add(&run, program, with_vectors ? "metrics" : "check");
    add(&run, "-g", path_of(item, "gt", "base/gt.json"));
    if (with_boxes) add(&run, "-p", path_of(item, "pred", "base/pred.json"));
    if (!with_vectors) add(&run, "-i", path_of(item, "images", "base/images"));
    if (path_of(item, "names", NULL)) add(&run, "-c", path_of(item, "names", NULL));
    if (!with_vectors) return run;
    add(&run, "--json", NULL);
    add(&run, "-e", path_of(item, "embeddings", NULL));
    add(&run, "--embedding-names", path_of(item, "embedding_names", NULL));
    return run;
}

static const char *wanted_end(const cJSON *item, const char *id)
{
    for (size_t i = 0; i < sizeof differently / sizeof *differently; i++) {
        if (strcmp(differently[i].id, id) == 0) return differently[i].ends;
    }
    return cJSON_GetStringValue(cJSON_GetObjectItem(item, "expect"));
}

static const char *end_of(int status, const char *said)
{
    if (status == PS_ERROR_INPUT) return "error";
    if (status != PS_OK) return "something else";
    return strstr(said, "warning:") ? "accept-warn" : "accept";
}

static int count_lines(const char *text, const char *with)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, with)); at++) count++;
    return count;
}

START_TEST(hostile)
{
    const char *program = getenv("PROOFSHEET");
    const cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItem(manifest, "cases"), _i);
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(item, "id"));
    Run run = make_run(item, program);
    PsBytes said;
    int status = execute(&run, program, &said);
    const char *wanted = wanted_end(item, id), *found = end_of(status, said.data);
    ck_assert_msg(strcmp(wanted, found) == 0, "%s: %s (status %d), not %s: %s", id, found, status,
                  wanted, said.data);
    ck_assert_msg(count_lines(said.data, "error:") == (status != 0), "%s: %s", id, said.data);
    ps_bytes_free(&said);
}
END_TEST

/* Whatever is seen differently must still be a case. */
START_TEST(differences_are_cases)
{
    for (size_t i = 0; i < sizeof differently / sizeof *differently; i++) {
        bool found = false;
        const cJSON *item;
        cJSON_ArrayForEach(item, cJSON_GetObjectItem(manifest, "cases"))
        {
            const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(item, "id"));
            const char *expect = cJSON_GetStringValue(cJSON_GetObjectItem(item, "expect"));
            if (strcmp(id, differently[i].id) != 0) continue;
            found = true;
            ck_assert_msg(strcmp(expect, differently[i].ends) != 0, "%s is no difference", id);
        }
        ck_assert_msg(found, "%s is no case", differently[i].id);
    }
}
END_TEST

static void read_manifest(void)
{
    const char *shared = getenv("PROOFSHEET_SHARED");
    PsBytes bytes;
    PsError error;
    arena = ps_arena_new(); /* until the program ends: the cases need it */
    folder = ps_path_join(arena, shared && *shared ? shared : "../shared", "data/hostile");
    const char *path = ps_path_join(arena, folder, "manifest.json");
    if (!getenv("PROOFSHEET") || !ps_file_exists(path)) {
        printf("hostile: %s is not there: the hostile inputs are skipped\n", path);
        return;
    }
    if (!ps_file_read(path, 1 << 24, &bytes, &error)) return;
    manifest = cJSON_Parse(bytes.data);
    case_count = cJSON_GetArraySize(cJSON_GetObjectItem(manifest, "cases"));
    ps_bytes_free(&bytes);
}

Suite *hostile_suite(void)
{
    Suite *suite = suite_create("hostile");
    TCase *all = tcase_create("hostile");
    read_manifest();
    tcase_set_timeout(all, 60);
    if (case_count > 0) tcase_add_loop_test(all, hostile, 0, case_count);
    if (case_count > 0) tcase_add_test(all, differences_are_cases);
    suite_add_tcase(suite, all);
    return suite;
}
